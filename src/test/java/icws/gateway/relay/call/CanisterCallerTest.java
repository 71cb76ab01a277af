package icws.gateway.relay.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.gateway.canister.Failure;
import icws.gateway.canister.RepeatableCall;
import icws.gateway.canister.Verdict;
import icws.gateway.relay.Destination;
import icws.gateway.relay.ManualScheduler;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.Timers;
import icws.gateway.relay.session.RelayFixture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that are taken back just when they begin. */
@Timeout(60)
final class CanisterCallerTest {

  private static final int TIMES = 20_000;
  private static final Failure GONE = new Failure(Failure.Kind.UNREACHABLE, "the client has left");

  private final ManualScheduler scheduler = new ManualScheduler();
  private final RelayContext context =
      new RelayContext(
          RelayFixture.SETTINGS,
          new Timers(scheduler, scheduler::nanoTime, scheduler.clock(), () -> 1.0),
          event -> {});

  /** Waits for something that only a withdrawal ends, as a client does for its place. */
  private static final class Waiting implements RepeatableCall {
    private final CompletableFuture<Verdict> place = new CompletableFuture<>();

    @Override
    public CompletableFuture<Verdict> make() {
      return place;
    }

    @Override
    public void withdraw() {
      place.complete(GONE);
    }
  }

  @Test
  void whatIsTakenBackWhileItBeginsEndsToo() throws Exception {
    CanisterCaller caller =
        new CanisterCallers(place -> new RelayFixture().canister(), new Circuits(context), context)
            .of(new Destination(RelayFixture.PROTOCOL, RelayFixture.CANISTER));
    AtomicInteger verdicts = new AtomicInteger();
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      AtomicInteger ready = new AtomicInteger();
      CanisterCaller.Call[] calls = new CanisterCaller.Call[TIMES];
      for (int i = 0; i < TIMES; i++) {
        calls[i] = caller.between(new Waiting(), (call, verdict) -> verdicts.incrementAndGet());
      }
      Future<?> withdrawals =
          other.submit(
              () -> {
                for (int i = 0; i < TIMES; i++) {
                  meet(ready, i);
                  calls[i].withdraw();
                }
              });
      for (int i = 0; i < TIMES; i++) {
        meet(ready, i);
        calls[i].start();
      }
      withdrawals.get();
    } finally {
      other.shutdownNow();
    }
    assertEquals(TIMES, verdicts.get());
  }

  /** Both go on at about the same time. */
  private static void meet(AtomicInteger ready, int round) {
    ready.incrementAndGet();
    while (ready.get() < 2 * (round + 1)) {
      Thread.onSpinWait();
    }
  }
}
