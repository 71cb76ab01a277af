package icws.gateway.edge;

import java.time.Duration;

/**
 * What one socket, and all of them together, may cost.
 *
 * @param maxConnections sockets open at once
 * @param maxAddressConnections the same of one client address; a network of 64 bits is one address
 *     of IPv6
 * @param openings how many sockets one client address may open
 * @param maxFrameBytes largest frame of a client; a larger one closes its socket with 1009
 * @param frameRate how many frames a client may send
 * @param frameTimeout how long a frame, or a message of several, may take from its first byte
 * @param unfinishedTotalBytes what messages may hold, of all clients, that have begun and not ended
 * @param outbox what may wait for clients to read it, and how long
 * @param idleTimeout how long a peer may be silent, pongs included, before it counts as gone
 * @param pingInterval how long a peer may be silent before it is pinged; shorter than {@code
 *     idleTimeout}
 * @param maxAge how long a socket may be open at most before its client has to come back on another
 */
public record EdgeLimits(
    int maxConnections,
    int maxAddressConnections,
    OpeningLimits openings,
    int maxFrameBytes,
    FrameRate frameRate,
    Duration frameTimeout,
    long unfinishedTotalBytes,
    OutboxLimits outbox,
    Duration idleTimeout,
    Duration pingInterval,
    Duration maxAge) {

  /** The outer bound of a frame, fixed when the endpoint is compiled. */
  public static final int FRAME_BYTES_CEILING = 2 * 1024 * 1024;

  /** The part of {@link #maxAge} over which the ends of sockets are spread. */
  private static final double AGE_SPREAD = 0.1;

  public EdgeLimits {
    if (maxFrameBytes < 1 || maxFrameBytes > FRAME_BYTES_CEILING) {
      throw new IllegalArgumentException("maxFrameBytes is " + maxFrameBytes);
    }
    if (unfinishedTotalBytes < 2L * maxFrameBytes) {
      throw new IllegalArgumentException("unfinishedTotalBytes is " + unfinishedTotalBytes);
    }
    if (pingInterval.compareTo(idleTimeout) >= 0) {
      throw new IllegalArgumentException(
          "pingInterval " + pingInterval + " is not shorter than idleTimeout " + idleTimeout);
    }
  }

  /**
   * How long one socket may be open: not all equally long, or the clients that a new gateway has
   * got all at once would come back all at once.
   *
   * @param random from 0 to 1
   */
  Duration ageOf(double random) {
    return maxAge.minusNanos((long) (maxAge.toNanos() * AGE_SPREAD * random));
  }
}
