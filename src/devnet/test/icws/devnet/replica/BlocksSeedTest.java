package icws.devnet.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.devnet.state.StateTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlocksSeedTest {
  private static final int MESSAGES = Blocks.MAX_MESSAGES + 20;

  /** Executes messages that all wait from the beginning, and answers in which order they ran. */
  private static List<Integer> order(long seed) throws InterruptedException, ExecutionException {
    List<Integer> order = new ArrayList<>();
    CountDownLatch executed = new CountDownLatch(MESSAGES);
    ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    BlockTimes times = new BlockTimes(Duration.ofMillis(20), Duration.ofMillis(10), seed);
    try {
      thread
          .submit(
              () -> {
                Blocks blocks = new Blocks(times, thread, System::nanoTime, new NoSteps());
                IntStream.range(0, MESSAGES)
                    .forEach(
                        i ->
                            blocks.post(
                                () -> {
                                  order.add(i);
                                  executed.countDown();
                                }));
              })
          .get();
      assertTrue(executed.await(30, TimeUnit.SECONDS));
    } finally {
      thread.shutdownNow();
    }
    return order;
  }

  private static final class NoSteps implements Blocks.Steps {
    @Override
    public void beat() {}

    @Override
    public StateTree state() {
      return StateTree.EMPTY;
    }

    @Override
    public void seen() {}
  }

  @Test
  void sameSeedShufflesBlocksInTheSameWay() throws InterruptedException, ExecutionException {
    List<Integer> first = order(1);

    assertEquals(first, order(1));
    assertNotEquals(first, order(2));
  }

  @Test
  void whatABlockHasNoRoomForWaitsForTheNext() throws InterruptedException, ExecutionException {
    List<Integer> order = order(1);

    List<Integer> firstBlock = order.subList(0, Blocks.MAX_MESSAGES).stream().sorted().toList();
    assertEquals(IntStream.range(0, Blocks.MAX_MESSAGES).boxed().toList(), firstBlock);
    assertNotEquals(firstBlock, order.subList(0, Blocks.MAX_MESSAGES));
  }
}
