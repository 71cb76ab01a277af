package icws.gateway.relay.session;

import icws.gateway.relay.Timers;
import java.time.Duration;

/** Lanes of addresses that have all the time there is, and whose turns come at once. */
public final class FreeLanes {

  private FreeLanes() {}

  /** Turns come in the thread that asks for them. */
  public static AddressLanes of(Timers timers) {
    ProcessorShare all = new ProcessorShare(Duration.ofDays(1), Duration.ofDays(1));
    return new AddressLanes(all, timers, Runnable::run, () -> 0);
  }
}
