package icws.gateway.relay;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many frames have passed, since the start of the gateway. Counted where they pass, and not by
 * events: they are what is to be fast. Thread-safe.
 */
public final class Traffic {
  private final LongAdder framesIn = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder framesOut = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();

  /** A frame came from a client. */
  public void in(int bytes) {
    framesIn.increment();
    bytesIn.add(bytes);
  }

  /** A frame was given to a client's socket. */
  public void out(int bytes) {
    framesOut.increment();
    bytesOut.add(bytes);
  }

  /** Frames from clients. */
  public long framesIn() {
    return framesIn.sum();
  }

  /** Bytes in frames from clients. */
  public long bytesIn() {
    return bytesIn.sum();
  }

  /** Frames given to the sockets of clients. */
  public long framesOut() {
    return framesOut.sum();
  }

  /** Bytes in frames given to the sockets of clients. */
  public long bytesOut() {
    return bytesOut.sum();
  }
}
