package icws.gateway.relay.session;

import icws.gateway.wire.CloseReason;
import icws.ic.Bytes;
import java.net.InetAddress;

/**
 * The way out to one client, as the session sees it. The edge implements it over a real socket.
 *
 * <p>Every method returns at once, takes calls from any thread, and may call the session back.
 * {@link #send} keeps the order of its calls.
 */
public interface ClientSocket {

  /**
   * The address on the other side, or one that stands for the network it is in: what comes from it
   * has one share of the processors.
   */
  InetAddress address();

  /**
   * Queues a binary frame. A socket whose queue is full ends its session with {@link
   * CloseReason#TRY_AGAIN_LATER} instead; a socket that is closed drops the frame.
   */
  void send(Bytes frame);

  /**
   * Closes the connection. Called at most once, and not at all for a client that left by itself.
   *
   * @param text at most 123 bytes of UTF-8
   */
  void close(CloseReason reason, String text);
}
