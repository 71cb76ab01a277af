package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.ops.StartState;
import icws.gateway.relay.RetryPolicy;
import icws.ic.Bytes;
import icws.ic.agent.NetworkStatus;
import icws.ic.agent.Outcome;
import icws.ic.agent.ReadResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RootKeyFetchTest {
  private static final RetryPolicy QUICK =
      new RetryPolicy(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1));
  private static final Bytes KEY = Bytes.ofHex("308182");

  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final ConcurrentLinkedQueue<ReadResult<NetworkStatus>> answers =
      new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Bytes> known = new CompletableFuture<>();
  private final StartState state = new StartState();

  @AfterEach
  void stop() {
    scheduler.shutdownNow();
  }

  private void start(Consumer<Bytes> taker) {
    RootKeyFetch fetch =
        new RootKeyFetch(() -> CompletableFuture.completedFuture(answers.remove()), taker);
    new StartStep("the root key", fetch, scheduler, QUICK, state).begin();
  }

  private static ReadResult<NetworkStatus> telling(Optional<Bytes> key) {
    return new ReadResult.Known<>(new NetworkStatus(key, Optional.empty()));
  }

  private static ReadResult<NetworkStatus> away() {
    return new ReadResult.Missing<>(new Outcome.Unavailable(true, "connection refused"));
  }

  @Test
  void aNetworkThatIsAwayIsAskedUntilItTells() throws Exception {
    answers.addAll(List.of(away(), away(), telling(Optional.empty()), telling(Optional.of(KEY))));
    start(known::complete);
    assertEquals(KEY, known.get(10, TimeUnit.SECONDS));
    assertTrue(answers.isEmpty());
  }

  @Test
  void aKeyThatCannotBeUsedIsAskedForAgain() throws Exception {
    Bytes unusable = Bytes.ofHex("00");
    answers.addAll(List.of(telling(Optional.of(unusable)), telling(Optional.of(KEY))));
    start(
        key -> {
          if (key.equals(unusable)) {
            throw new IllegalArgumentException("no key");
          }
          known.complete(key);
        });
    assertEquals(KEY, known.get(10, TimeUnit.SECONDS));
  }
}
