package icws.gateway.edge;

import icws.ic.Bytes;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The raw sending side of one WebSocket.
 *
 * <p>Callers serialize {@link #write} and {@link #ping}: several servers drop or refuse concurrent
 * sends. {@link #close} may come at any time.
 */
interface FrameChannel {

  /**
   * Starts to send one binary frame and returns at once, but for {@link #mayBlock}.
   *
   * @param done told once, on any thread, also before this method returns: null when the frame has
   *     left, else why it has not
   */
  void write(Bytes frame, Consumer<@Nullable Throwable> done);

  /** Whether {@link #write} may keep its thread until the peer reads. */
  boolean mayBlock();

  /**
   * Sends a ping without content; a peer that is gone is not an error here. May keep its thread.
   */
  void ping();

  /**
   * Sends a close frame where that is still possible, and gives the connection up. May keep its
   * thread for seconds.
   */
  void close(int code, String reason);
}
