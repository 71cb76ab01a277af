package icws.motoko;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * As many clients as the default limits allow, in each situation in which something is done about
 * all of them: that ends well in a canister with 128 MB of memory, and costs ten times what it
 * costs for a tenth of them, and no multiple of that.
 */
class CrowdTest {
  private static final int FEW = 1_000;
  private static final int MANY = 10 * FEW;

  /** Ten times, and what trees of ten times as much add. */
  private static final double MOST = 20;

  private static final long MEMORY = 100_000_000;

  private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);
  private static final Duration ACKNOWLEDGE = Duration.ofMinutes(5);

  /** What each step allocated, in bytes, and how far the memory has grown. */
  private record Costs(long upgrade, long closing, long memory) {}

  @Test
  void whatIsDoneAboutAllIsDoneInPartsAndCostsInProportion() {
    Costs few = costs(FEW);
    Costs many = costs(MANY);

    assertProportional("an upgrade", few.upgrade(), many.upgrade());
    assertProportional("closing", few.closing(), many.closing());
    assertTrue(many.memory() < MEMORY, many::toString);
  }

  private static void assertProportional(String what, long few, long many) {
    double ratio = (double) many / few;
    assertTrue(ratio < MOST, () -> what + " of " + MANY + " costs " + ratio + " times " + FEW);
  }

  /**
   * So many of each protocol, all of whom are silent: those of v1 are acknowledged and closed, as
   * are those with the heartbeat; the terms of the others end.
   */
  private static Costs costs(int clients) {
    try (CanisterHost host = new CanisterHost()) {
      Crowd crowd = new Crowd(host, host.install(CanisterHost.CROWD));
      crowd.fill(clients);
      host.upgrade(crowd.id(), CanisterHost.CROWD);
      long upgrade = crowd.figures().allocated(); // the module's counters began anew
      host.advance(KEEP_ALIVE);
      crowd.await(Crowd.Figures::closed, clients, Duration.ZERO);
      host.advance(ACKNOWLEDGE.minus(KEEP_ALIVE));
      crowd.await(Crowd.Figures::awaited, clients, Duration.ZERO);
      host.advance(KEEP_ALIVE.multipliedBy(2)); // from the last acknowledgement on
      // Or later: the time for an answer begins when the canister has set its timer.
      crowd.await(Crowd.Figures::closed, 2 * clients, KEEP_ALIVE);
      Crowd.Figures after = crowd.figures();
      return new Costs(upgrade, after.allocated() - upgrade, after.memory());
    }
  }
}
