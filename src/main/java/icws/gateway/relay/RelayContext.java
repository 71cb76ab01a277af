package icws.gateway.relay;

import icws.gateway.log.SampledLog;
import java.util.concurrent.Executor;

/**
 * What all parts of the message path share.
 *
 * @param inboxSpace what the inboxes of all clients may hold
 * @param log for lines at the pace of clients and canisters
 * @param blockingCalls runs what takes long or may keep its thread, such as ending all sessions of
 *     a canister
 */
public record RelayContext(
    RelaySettings settings,
    Timers timers,
    RelayStatistics statistics,
    ByteBudget inboxSpace,
    SampledLog log,
    Executor blockingCalls) {

  /** With a budget for inboxes as the settings have it. */
  public RelayContext(
      RelaySettings settings,
      Timers timers,
      RelayStatistics statistics,
      SampledLog log,
      Executor blockingCalls) {
    this(
        settings,
        timers,
        statistics,
        new ByteBudget(settings.inboxTotalBytes()),
        log,
        blockingCalls);
  }

  /** With a log of its own; what takes long is done by whoever comes to it. */
  public RelayContext(RelaySettings settings, Timers timers, RelayStatistics statistics) {
    this(settings, timers, statistics, new SampledLog(timers::nanoTime), Runnable::run);
  }

  /** Takes what our code throws on the threads of others. */
  public Faults faults() {
    return timers.faults();
  }
}
