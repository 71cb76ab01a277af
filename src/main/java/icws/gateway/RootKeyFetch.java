package icws.gateway;

import icws.gateway.relay.Backoff;
import icws.ic.Bytes;
import icws.ic.NetworkStatus;
import icws.ic.Reading;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a network for its root key until it answers, for as long as that takes: a gateway may be
 * started before the network.
 */
final class RootKeyFetch {
  private static final Logger LOG = System.getLogger(RootKeyFetch.class.getName());

  /** There is nobody to come back together with. */
  private static final double NO_JITTER = 1;

  private final Supplier<CompletableFuture<Reading<NetworkStatus>>> status;
  private final ScheduledExecutorService scheduler;
  private final Backoff pace;
  private final Consumer<Bytes> known;

  /**
   * @param status asks once
   * @param pace of asking; its patience does not count here
   * @param known is given the key (DER); if it throws, the key is unusable and asked for again
   */
  RootKeyFetch(
      Supplier<CompletableFuture<Reading<NetworkStatus>>> status,
      ScheduledExecutorService scheduler,
      Backoff pace,
      Consumer<Bytes> known) {
    this.status = status;
    this.scheduler = scheduler;
    this.pace = pace;
    this.known = known;
  }

  /** Starts to ask and returns at once. */
  void start() {
    ask(0);
  }

  private void ask(int failures) {
    Future<?> unused =
        status.get().whenComplete((reading, error) -> answered(failures, reading, error));
  }

  private void answered(
      int failures, @Nullable Reading<NetworkStatus> reading, @Nullable Throwable error) {
    Optional<Bytes> key =
        reading instanceof Reading.Known<NetworkStatus> status
            ? status.value().rootKeyDer()
            : Optional.empty();
    if (key.isEmpty()) {
      askAgain(failures + 1, "it does not tell: " + (error == null ? reading : error));
      return;
    }
    try {
      known.accept(key.get());
    } catch (RuntimeException unusable) {
      askAgain(failures + 1, "it is unusable: " + unusable);
    }
  }

  private void askAgain(int failures, String why) {
    LOG.log(
        failures == 1 ? Level.WARNING : Level.DEBUG,
        "No root key of the network yet (asked {0} times): {1}",
        failures,
        why);
    try {
      Future<?> unused =
          scheduler.schedule(
              () -> ask(failures), pace.delay(failures, NO_JITTER).toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException stopped) {
      LOG.log(Level.DEBUG, "The gateway stops; the root key is not asked for again");
    }
  }
}
