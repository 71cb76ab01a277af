package icws.motoko;

import static icws.motoko.CanisterHost.reply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.AnonymousIdentity;
import icws.ic.CandidValue;
import icws.ic.Principal;
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
  private static final int AT_ONCE = 200;

  /** Ten times, and what trees of ten times as much add. */
  private static final double MOST = 20;

  private static final long MEMORY = 100_000_000;

  /** It ends before anybody is silent. */
  private static final Duration BRIEF = Duration.ofSeconds(30);

  private static final Duration TERM = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Principal GATEWAY = SocketCanister.GATEWAY.principal();

  private record Figures(long closed, long memory, long allocated) {}

  /** What each step allocated, in bytes, and how far the memory has grown. */
  private record Costs(long opening, long upgrade, long closing, long memory) {}

  @Test
  void whatIsDoneAboutAllIsDoneInPartsAndCostsInProportion() {
    Costs few = costs(FEW);
    Costs many = costs(MANY);
    System.err.println(few + "\n" + many);

    assertProportional("opening", few.opening(), many.opening());
    assertProportional("upgrade", few.upgrade(), many.upgrade());
    assertProportional("closing", few.closing(), many.closing());
    assertTrue(many.memory() < MEMORY, many::toString);
  }

  private static void assertProportional(String what, long few, long many) {
    double ratio = (double) many / few;
    assertTrue(ratio < MOST, () -> what + " of " + MANY + " costs " + ratio + " times " + FEW);
  }

  /**
   * Of so many of each protocol, all fall silent but half of those of the PoC's, whose terms end.
   */
  private static Costs costs(int clients) {
    try (CanisterHost host = new CanisterHost()) {
      Crowd crowd = new Crowd(host, host.install(CanisterHost.CROWD));
      long t0 = System.nanoTime();
      long opening =
          crowd.costOf(
              () -> {
                crowd.openV1(clients);
                crowd.openPoc(0, clients / 2, BRIEF);
                crowd.openPoc(clients / 2, clients, TERM);
              });
      long t1 = System.nanoTime();
      host.upgrade(crowd.id(), CanisterHost.CROWD);
      long upgrade = crowd.figures().allocated(); // the module's counters began anew
      long t3 = System.nanoTime();
      long closing = crowd.costOf(() -> crowd.awaitClosed(2 * clients));
      long t4 = System.nanoTime();
      System.err.println(
          clients
              + " open "
              + (t1 - t0) / 1e9
              + " up "
              + (t3 - t1) / 1e9
              + " close "
              + (t4 - t3) / 1e9);
      return new Costs(opening, upgrade, closing, crowd.figures().memory());
    }
  }

  private record Crowd(CanisterHost host, Principal id) {
    void openV1(int clients) {
      for (int from = 0; from < clients; from += AT_ONCE) {
        call(
            "openV1",
            CandidValue.nat(from),
            CandidValue.nat(from + AT_ONCE),
            CandidValue.principal(GATEWAY));
      }
    }

    void openPoc(int from, int to, Duration term) {
      long expires = host.clock.nanos() + term.toNanos();
      for (int next = from; next < to; next += FEW / 2) {
        call(
            "openPoc", CandidValue.nat(FEW / 2), CandidValue.nat(next), CandidValue.nat64(expires));
      }
    }

    /** Lets the canister's time pass until so many clients have been closed. */
    void awaitClosed(int clients) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (figures().closed() < clients) {
        assertTrue(System.nanoTime() < deadline, () -> figures() + " of " + clients);
        host.advance(Duration.ofSeconds(5));
      }
      assertEquals(clients, figures().closed());
    }

    void call(String method, CandidValue... arguments) {
      reply(host.call(new AnonymousIdentity(), id, method, arguments));
    }

    long costOf(Runnable what) {
      long before = figures().allocated();
      what.run();
      return figures().allocated() - before;
    }

    Figures figures() {
      CandidValue figures = reply(host.query(new AnonymousIdentity(), id, "figures")).get(0);
      return new Figures(
          figures.field("closed").asNat().longValueExact(),
          figures.field("memory").asNat().longValueExact(),
          figures.field("allocated").asNat().longValueExact());
    }
  }
}
