package icws.motoko;

import static icws.motoko.CanisterHost.reply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Principal;
import icws.ic.candid.CandidValue;
import icws.ic.identity.AnonymousIdentity;
import java.time.Duration;
import java.util.function.ToLongFunction;
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

  private static final Duration TERM = Duration.ofSeconds(30);
  private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);
  private static final Duration ACKNOWLEDGE = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration NOW_AND_THEN = Duration.ofSeconds(20);

  private record Figures(long closed, long awaited, long memory, long allocated) {}

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
      crowd.await(Figures::closed, clients, Duration.ZERO);
      host.advance(ACKNOWLEDGE.minus(KEEP_ALIVE));
      crowd.await(Figures::awaited, clients, Duration.ZERO);
      host.advance(KEEP_ALIVE.multipliedBy(2)); // from the last acknowledgement on
      // Or later: the time for an answer begins when the canister has set its timer.
      crowd.await(Figures::closed, 2 * clients, KEEP_ALIVE);
      Figures after = crowd.figures();
      return new Costs(upgrade, after.allocated() - upgrade, after.memory());
    }
  }

  private record Crowd(CanisterHost host, Principal id) {
    void fill(int clients) {
      CandidValue expires = CandidValue.nat64(host.clock.nanos() + TERM.toNanos());
      CandidValue count = CandidValue.nat(clients);
      reply(host.call(new AnonymousIdentity(), id, "fill", count, expires));
    }

    /** Waits until a figure is what is wanted; while it is not, time passes there now and then. */
    void await(ToLongFunction<Figures> figure, int wanted, Duration passing) {
      long begin = System.nanoTime();
      long deadline = begin + PATIENCE.toNanos();
      int passed = 0;
      while (figure.applyAsLong(figures()) < wanted) {
        if (System.nanoTime() - begin > (passed + 1) * NOW_AND_THEN.toNanos()) {
          host.advance(passing);
          passed++;
        }
        assertTrue(System.nanoTime() < deadline, () -> figures() + ", wanted " + wanted);
      }
      assertEquals(wanted, figure.applyAsLong(figures()));
    }

    Figures figures() {
      CandidValue figures = reply(host.query(new AnonymousIdentity(), id, "figures")).get(0);
      return new Figures(
          figures.field("closed").asNat().longValueExact(),
          figures.field("awaited").asNat().longValueExact(),
          figures.field("memory").asNat().longValueExact(),
          figures.field("allocated").asNat().longValueExact());
    }
  }
}
