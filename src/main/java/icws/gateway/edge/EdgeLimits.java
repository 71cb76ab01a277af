package icws.gateway.edge;

import java.time.Duration;

/**
 * What one socket, and all of them together, may cost.
 *
 * @param maxConnections sockets open at once; one more is closed with 1013
 * @param maxFrameBytes largest frame of a client; a larger one closes its socket with 1009
 * @param maxOutboxBytes what may wait to be sent to one client; more closes its socket with 1013
 * @param idleTimeout how long a peer may be silent, pongs included, before it counts as gone
 * @param pingInterval how long a peer may be silent before it is pinged; shorter than {@code
 *     idleTimeout}
 * @param sendTimeout how long one frame may take to leave before its client counts as stuck
 */
public record EdgeLimits(
    int maxConnections,
    int maxFrameBytes,
    int maxOutboxBytes,
    Duration idleTimeout,
    Duration pingInterval,
    Duration sendTimeout) {

  /** The outer bound of a frame, fixed when the endpoint is compiled. */
  public static final int FRAME_BYTES_CEILING = 2 * 1024 * 1024;

  public EdgeLimits {
    if (maxFrameBytes < 1 || maxFrameBytes > FRAME_BYTES_CEILING) {
      throw new IllegalArgumentException("maxFrameBytes is " + maxFrameBytes);
    }
    if (pingInterval.compareTo(idleTimeout) >= 0) {
      throw new IllegalArgumentException(
          "pingInterval " + pingInterval + " is not shorter than idleTimeout " + idleTimeout);
    }
  }
}
