package icws.gateway.canister;

import icws.gateway.wire.CanisterCall;
import icws.ic.Agent;
import icws.ic.Outcome;
import icws.ic.PreparedCall;
import icws.ic.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call in the gateway's name. It is signed when it is made first and submitted again as it is,
 * which the network takes for the same call; a call that is signed anew would be another one, and
 * the canister would refuse it because of what the first has done.
 *
 * <p>Only when it has expired it is signed anew. Then a refusal leaves it in doubt which of the two
 * the canister has carried out.
 */
final class OwnCall implements RepeatableCall {

  /** For a submission to arrive in. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final Principal canister;
  private final CanisterCall call;
  private final Function<Outcome, Verdict> reading;
  private final Agent agent;
  private final Clock clock;

  // By the one thread at a time that makes the call.
  private @Nullable PreparedCall signed;
  private boolean signedAnew;

  OwnCall(
      Principal canister,
      CanisterCall call,
      Function<Outcome, Verdict> reading,
      Agent agent,
      Clock clock) {
    this.canister = canister;
    this.call = call;
    this.reading = reading;
    this.agent = agent;
    this.clock = clock;
  }

  @Override
  public CompletableFuture<Verdict> make() {
    PreparedCall current = signed;
    if (current == null || current.expiry().isBefore(clock.instant().plus(MARGIN))) {
      signedAnew = current != null;
      current = agent.prepare(canister, call.method(), call.argument());
      signed = current;
    }
    boolean doubtful = signedAnew;
    return agent
        .submit(current)
        .thenApply(reading)
        .thenApply(verdict -> doubtful ? inDoubt(verdict) : verdict);
  }

  private static Verdict inDoubt(Verdict verdict) {
    return verdict instanceof Failure failure && failure.kind().isRefusal()
        ? new Failure(
            Failure.Kind.UNREACHABLE, "an earlier try was not answered; now: " + failure.text())
        : verdict;
  }
}
