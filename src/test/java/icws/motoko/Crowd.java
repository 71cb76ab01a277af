package icws.motoko;

import static icws.motoko.CanisterHost.reply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Principal;
import icws.ic.candid.CandidValue;
import icws.ic.identity.AnonymousIdentity;
import java.time.Duration;
import java.util.function.ToLongFunction;

/**
 * {@code Crowd.mo}: a canister of both protocols that a test fills with clients, all of them
 * silent.
 */
record Crowd(CanisterHost host, Principal id) {
  /** What the clients without the heartbeat have left. */
  private static final Duration TERM = Duration.ofSeconds(30);

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration NOW_AND_THEN = Duration.ofSeconds(20);

  /** How many were closed, of how many an answer is awaited; bytes in use, and ever allocated. */
  record Figures(long closed, long awaited, long memory, long allocated) {}

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
