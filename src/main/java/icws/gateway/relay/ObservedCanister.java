package icws.gateway.relay;

import icws.gateway.canister.Canister;
import icws.gateway.canister.Failure;
import icws.gateway.canister.PollAnswer;
import icws.gateway.canister.RepeatableCall;
import icws.gateway.canister.Verdict;
import icws.gateway.relay.Circuit.Request;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.Proof;
import icws.gateway.wire.QueueMark;
import icws.ic.Principal;
import icws.ic.Urgency;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A canister whose circuit hears of everything that comes of asking it. Thread-safe. */
final class ObservedCanister implements Canister {

  private final Canister canister;
  private final Destination destination;
  private final Circuits circuits;

  ObservedCanister(Canister canister, Destination destination, Circuits circuits) {
    this.canister = canister;
    this.destination = destination;
    this.circuits = circuits;
  }

  @Override
  public Principal id() {
    return canister.id();
  }

  @Override
  public CompletableFuture<Verdict> authenticate(ClientFrame.Opening opening) {
    CompletableFuture<Verdict> verdict = canister.authenticate(opening);
    // Where the proof is in the opening itself, nobody was asked.
    return opening.proof() instanceof Proof.ByCanister ? observed(Request.QUERY, verdict) : verdict;
  }

  @Override
  public RepeatableCall open(ClientFrame.Opening opening) {
    return observed(canister.open(opening));
  }

  @Override
  public RepeatableCall send(ClientFrame.Message message) {
    return observed(canister.send(message));
  }

  @Override
  public RepeatableCall close(ClientKey client) {
    return observed(canister.close(client));
  }

  @Override
  public CompletableFuture<PollAnswer> poll(long nonce, Optional<QueueMark> read, Urgency urgency) {
    return observed(Request.QUERY, canister.poll(nonce, read, urgency));
  }

  @Override
  public void hurry() {
    canister.hurry();
  }

  private RepeatableCall observed(RepeatableCall call) {
    return new RepeatableCall() {
      @Override
      public CompletableFuture<Verdict> make() {
        return observed(Request.CALL, call.make());
      }

      @Override
      public void withdraw() {
        call.withdraw();
      }
    };
  }

  private <T> CompletableFuture<T> observed(Request request, CompletableFuture<T> asked) {
    return asked.thenApply(
        answer -> {
          note(request, answer);
          return answer;
        });
  }

  private void note(Request request, Object answer) {
    if (!(answer instanceof Failure failure) || failure.kind().isAnswer()) {
      circuits.succeeded(destination, request);
    } else if (failure.kind().isTrouble()) {
      circuits.failed(destination, request, failure);
    } else if (failure.kind() == Failure.Kind.NOT_SENT) {
      circuits.unsent(destination);
    } else {
      circuits.undecided(destination);
    }
  }
}
