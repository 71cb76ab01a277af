package icws.ic.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ComputeOnceCacheTest {

  private static final Bytes KEY = Bytes.ofHex("01");
  private static final int CAPACITY = 100;

  private final AtomicInteger computations = new AtomicInteger();
  private final ComputeOnceCache<Integer> remembered = new ComputeOnceCache<>(2);

  @Test
  void resultIsComputedOnce() {
    assertEquals(1, remembered.get(KEY, computations::incrementAndGet));
    assertEquals(1, remembered.get(KEY, computations::incrementAndGet));
  }

  @Test
  void whatIsAskedForAgainAndAgainIsNotForgottenForWhatIsAskedForOnce() {
    ComputeOnceCache<Integer> large = new ComputeOnceCache<>(CAPACITY);
    int computed = large.get(KEY, computations::incrementAndGet);
    for (int i = 0; i < 100 * CAPACITY; i++) {
      large.get(Bytes.utf8("once " + i), computations::incrementAndGet);
      assertEquals(computed, large.get(KEY, computations::incrementAndGet));
    }
    assertTrue(large.size() <= CAPACITY, () -> large.size() + " are remembered");
  }

  @Test
  void allAreRememberedForWhichThereIsRoom() {
    ComputeOnceCache<Integer> large = new ComputeOnceCache<>(CAPACITY);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < CAPACITY; i++) {
        assertEquals(i + 1, large.get(Bytes.utf8("user " + i), computations::incrementAndGet));
      }
    }
  }

  @Test
  void failureIsNotRemembered() {
    assertThrows(IllegalStateException.class, () -> remembered.get(KEY, this::fail));

    assertEquals(2, remembered.get(KEY, computations::incrementAndGet));
  }

  @Test
  void threadsThatAskAtOnceShareOneComputation() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> results = new ArrayList<>();
      results.add(threads.submit(() -> remembered.get(KEY, () -> slow(begun, release))));
      begun.await();
      for (int i = 0; i < 3; i++) {
        results.add(threads.submit(() -> remembered.get(KEY, computations::incrementAndGet)));
      }
      release.countDown();

      for (Future<Integer> result : results) {
        assertEquals(1, result.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private int slow(CountDownLatch begun, CountDownLatch release) {
    begun.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return computations.incrementAndGet();
  }

  private int fail() {
    computations.incrementAndGet();
    throw new IllegalStateException("as told");
  }
}
