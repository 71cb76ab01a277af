package icws.ic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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

  private final AtomicInteger computations = new AtomicInteger();
  private final ComputeOnceCache<Integer> remembered = new ComputeOnceCache<>(2);

  @Test
  void resultIsComputedOnce() {
    assertEquals(1, remembered.get(KEY, computations::incrementAndGet));
    assertEquals(1, remembered.get(KEY, computations::incrementAndGet));
  }

  @Test
  void leastRecentlyUsedIsForgotten() {
    remembered.get(KEY, computations::incrementAndGet);
    remembered.get(Bytes.ofHex("02"), computations::incrementAndGet);
    remembered.get(KEY, computations::incrementAndGet);
    remembered.get(Bytes.ofHex("03"), computations::incrementAndGet);

    assertEquals(1, remembered.get(KEY, computations::incrementAndGet));
    assertEquals(4, remembered.get(Bytes.ofHex("02"), computations::incrementAndGet));
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
