package icws.bench.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReaderTest {
  private final Reader reader = new Reader();
  private final List<Integer> read = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    reader.close();
  }

  private void arrive(int... frames) {
    for (int frame : frames) {
      reader.execute(() -> read.add(frame));
    }
  }

  /** What came before has been read, where the reader is not held. */
  private void awaitRead() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    reader.execute(done::countDown);
    assertTrue(done.await(60, TimeUnit.SECONDS));
  }

  @Test
  void nothingIsReadBeforeAllHaveCome() throws InterruptedException {
    arrive(1);
    awaitRead();
    reader.hold(3);
    arrive(2, 3);
    assertEquals(List.of(1), read);
    arrive(4);
    awaitRead();
    assertEquals(List.of(1, 2, 3, 4), read);
  }

  @Test
  void thatSomeHaveNotComeKeepsNobodyFromReadingTheOthers() throws InterruptedException {
    reader.hold(3);
    arrive(1, 2);
    reader.release();
    arrive(3);
    awaitRead();
    assertEquals(List.of(1, 2, 3), read);
  }
}
