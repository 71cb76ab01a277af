package icws.gateway.relay.session;

import icws.gateway.canister.Failure;
import icws.gateway.canister.RepeatableCall;
import icws.gateway.canister.Verdict;
import icws.gateway.relay.Limit;
import icws.gateway.relay.call.CanisterCaller;
import icws.gateway.relay.call.CanisterCaller.Call;
import icws.gateway.relay.channel.CanisterChannel;
import icws.gateway.relay.channel.CanisterRegistry.Joining;
import icws.gateway.relay.closing.SessionEntry;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.Proof;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The steps by which a session is let in: it has proved who it is, is in its canister's channel, in
 * the table of open clients, and opened by the canister. Each is taken unless the session has ended
 * before it; a no ends the session.
 *
 * <p>Not kept for longer than that takes: the frame may be large.
 */
final class SessionOpening {

  private static final Failure GONE = new Failure(Failure.Kind.UNREACHABLE, "the client has left");

  private final ClientSession session;
  private final SessionEntry entry;
  private final CanisterCaller caller;
  private final ClientFrame.Opening opening;
  private final SessionContext context;

  /** The client's place in the table of open clients; whoever completes it first decides. */
  private final CompletableFuture<Verdict> place = new CompletableFuture<>();

  SessionOpening(
      ClientSession session,
      SessionEntry entry,
      CanisterCaller caller,
      ClientFrame.Opening opening,
      SessionContext context) {
    this.session = session;
    this.entry = entry;
    this.caller = caller;
    this.opening = opening;
    this.context = context;
  }

  /**
   * Takes the first step.
   *
   * @param lane is charged with what the canister's proof costs
   */
  void begin(AddressLane lane) {
    Optional<Limit> reached = context.openClients().reached(entry.destination());
    if (reached.isPresent()) {
      session.close(
          reached.get(), "canisters are still to be told of too many clients that have left");
    } else if (!caller.admits(session.id())) {
      session.close(CloseReason.TRY_AGAIN_LATER, Reception.NO_ANSWERS);
    } else {
      authenticate(lane);
    }
  }

  private void authenticate(AddressLane lane) {
    Proof left =
        opening.proof() instanceof Proof.ByCanister proof
            ? new MeteredProof(proof, lane)
            : new Proof.Settled();
    session.proceed(
        SessionState.AUTHENTICATING,
        SessionState.AUTHENTICATING,
        caller.authenticate(opening.with(left), session.answeredBy(this::authenticated)));
  }

  private void authenticated(Verdict verdict) {
    if (!session.isYes(verdict)) {
      return;
    }
    Joining joining =
        context.canisters().join(entry.destination(), caller, entry.client(), session);
    if (joining instanceof Joining.Joined joined) {
      enter(joined.channel());
    } else if (joining instanceof Joining.Full full) {
      session.close(Limit.CANISTER_CLIENTS, Reception.full(full.clients()));
    } else {
      session.close(CloseReason.POLICY, "this client is connected already");
    }
  }

  private void enter(CanisterChannel channel) {
    Call entering = caller.between(new Entering(), session.answeredBy(this::entered));
    if (!session.join(channel, entering)) {
      // Ordering: the client left before there was a channel to leave.
      context.canisters().leave(channel, entry.client(), session);
    }
  }

  private void entered(Verdict verdict) {
    if (session.isYes(verdict)) {
      session.enter(caller.open(opening, session.answeredBy(session::opened)));
    }
  }

  /** Waits for a place in the table of open clients. */
  private final class Entering implements RepeatableCall {

    @Override
    public CompletableFuture<Verdict> make() {
      return context.openClients().enter(entry, place);
    }

    @Override
    public void withdraw() {
      place.complete(GONE);
    }
  }
}
