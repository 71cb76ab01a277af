package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockingCallsTest {
  private static final int SOCKETS = 100;

  private final BlockingCalls calls = new BlockingCalls(SOCKETS, Thread::new);

  @AfterEach
  void stop() {
    calls.shutdownNow();
  }

  @Test
  void whoAsksForSlowCallsDoesNotWaitForThemAndAllAreMade() throws Exception {
    CountDownLatch peersRead = new CountDownLatch(1);
    CountDownLatch made = new CountDownLatch(2 * SOCKETS);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 2 * SOCKETS; i++) {
      calls.execute(
          () -> {
            threads.add(Thread.currentThread());
            await(peersRead);
            made.countDown();
          });
    }
    // Here at once, though none of them has returned.
    assertEquals(2 * SOCKETS, made.getCount());
    peersRead.countDown();
    assertTrue(made.await(30, TimeUnit.SECONDS));
    assertTrue(threads.size() > 1 && threads.size() < SOCKETS, () -> threads.size() + " threads");
    assertTrue(!threads.contains(Thread.currentThread()));
  }

  @Test
  void aCallThatFailsWithAnythingEndsAlone() throws Exception {
    CountDownLatch made = new CountDownLatch(SOCKETS);
    for (int i = 0; i < SOCKETS; i++) {
      calls.execute(
          () -> {
            made.countDown();
            throw new StackOverflowError("in a container");
          });
    }
    assertTrue(made.await(30, TimeUnit.SECONDS));
    CountDownLatch afterwards = new CountDownLatch(1);
    calls.execute(afterwards::countDown);
    assertTrue(afterwards.await(30, TimeUnit.SECONDS));
  }

  @Test
  void beyondWhatMayWaitTheCallerDoesItAndNothingIsLost() throws Exception {
    CountDownLatch peersRead = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    AtomicInteger here = new AtomicInteger();
    AtomicInteger made = new AtomicInteger();
    int callsInAll = 10 * SOCKETS;
    for (int i = 0; i < callsInAll; i++) {
      calls.execute(
          () -> {
            if (Thread.currentThread() == caller) {
              here.incrementAndGet();
            } else {
              await(peersRead);
            }
            made.incrementAndGet();
          });
    }
    assertTrue(here.get() > 0, "more than may wait");
    peersRead.countDown();
    calls.shutdown();
    assertTrue(calls.awaitTermination(30, TimeUnit.SECONDS));
    assertEquals(callsInAll, made.get());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
