package icws.load;

import icws.gateway.DeafSocket;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Somebody at one address who connects, sends a first frame, is closed, and comes again at once, on
 * many sockets beside each other, until there are no frames left or it is told to stop.
 */
final class Offender implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Offender.class.getName());
  private static final int SOCKETS = 24;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Stage stage;
  private final Queue<byte[]> frames;
  private final AtomicInteger closed = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  Offender(Stage stage, List<byte[]> frames) {
    this.stage = stage;
    this.frames = new ConcurrentLinkedQueue<>(frames);
    for (int i = 0; i < SOCKETS; i++) {
      Thread thread = new Thread(this::offend, "offender-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  private void offend() {
    byte[] frame = frames.poll();
    while (frame != null && !stopped) {
      try (DeafSocket socket = stage.deafSocket(Protocol.V1)) {
        socket.send(frame);
        socket.awaitClose(PATIENCE);
        closed.incrementAndGet();
      } catch (IOException | AssertionError refused) {
        LOG.log(Level.DEBUG, "As it may be", refused);
      }
      frame = frames.poll();
    }
  }

  /** How many of its sockets the gateway has closed after their first frame. */
  int closed() {
    return closed.get();
  }

  /** Comes no more, and waits until all its sockets are closed. */
  @Override
  public void close() {
    stopped = true;
    for (Thread thread : threads) {
      try {
        thread.join(PATIENCE.toMillis());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
