package icws.gateway.relay;

import java.util.concurrent.Executor;

/**
 * What all parts of the message path share.
 *
 * @param events where what happens is told
 * @param traffic counts frames
 * @param inboxSpace what the inboxes of all clients may hold
 * @param blockingCalls runs what takes long or may keep its thread, such as ending all sessions of
 *     a canister
 */
public record RelayContext(
    RelaySettings settings,
    Timers timers,
    Events events,
    Traffic traffic,
    ByteBudget inboxSpace,
    Executor blockingCalls) {

  /** With a budget for inboxes as the settings have it. */
  public RelayContext(
      RelaySettings settings, Timers timers, Events events, Executor blockingCalls) {
    this(
        settings,
        timers,
        events,
        new Traffic(),
        new ByteBudget(settings.inboxTotalBytes()),
        blockingCalls);
  }

  /** What takes long is done by whoever comes to it. */
  public RelayContext(RelaySettings settings, Timers timers, Events events) {
    this(settings, timers, events, Runnable::run);
  }

  /** Takes what our code throws on the threads of others. */
  public Faults faults() {
    return timers.faults();
  }
}
