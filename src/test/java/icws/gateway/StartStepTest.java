package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.ops.StartState;
import icws.gateway.relay.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartStepTest {
  private static final RetryPolicy QUICK =
      new RetryPolicy(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1));

  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final StartState state = new StartState();
  private final ConcurrentLinkedQueue<Supplier<CompletableFuture<Void>>> attempts =
      new ConcurrentLinkedQueue<>();

  @AfterEach
  void stop() {
    scheduler.shutdownNow();
  }

  private void begin() {
    new StartStep("the moon", () -> attempts.remove().get(), scheduler, QUICK, state).begin();
  }

  @Test
  void whatIsThrownOrFailsIsTriedAgainWhateverItIs() throws Exception {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    attempts.addAll(
        List.of(
            () -> {
              throw new NoClassDefFoundError("of/a/Test");
            },
            () -> CompletableFuture.failedFuture(new OutOfMemoryError("of a test")),
            () -> CompletableFuture.failedFuture(new IllegalStateException("clouds")),
            () -> {
              reached.complete(null);
              return reached;
            }));
    begin();
    reached.get(10, TimeUnit.SECONDS);
    assertTrue(attempts.isEmpty());
  }

  @Test
  void itSaysWhatItWaitsForAndWhy() {
    CompletableFuture<Void> first = new CompletableFuture<>();
    attempts.add(() -> first);
    attempts.add(CompletableFuture::new);
    begin();
    assertEquals(Optional.of("the moon"), state.pending());
    first.completeExceptionally(new IllegalStateException("clouds"));
    assertEquals(
        Optional.of(
            "the moon (tried 1 times, and again soon): java.lang.IllegalStateException: clouds"),
        state.pending());
  }
}
