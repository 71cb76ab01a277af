package icws.gateway.relay.session;

import icws.gateway.relay.CanisterAdmission;
import icws.gateway.relay.Destination;
import icws.gateway.relay.Limit;
import icws.gateway.relay.closing.SessionEntry;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.Proof;
import icws.gateway.wire.ProtocolException;
import icws.gateway.wire.WireProtocol;
import icws.ic.Bytes;
import icws.ic.UntrustedException;
import icws.ic.identity.Authority;
import icws.ic.identity.Verification;
import org.jspecify.annotations.Nullable;

/**
 * Says which frames of one session are welcome, and which its client has proved to be its own. A
 * frame that would lead to nothing is to cost no signature.
 *
 * <p>What the client has proved is remembered: each later frame with the same chain of delegations
 * costs one signature. One with another chain, a renewed one for instance, is proved anew, and is
 * what is remembered from then on.
 */
final class Reception {

  /** What came of looking whose a frame is. */
  enum Outcome {
    PROVED,
    /** It is not its client's, and the session is over. */
    CLOSED,
    /** Nobody has looked, for that takes long. */
    LEFT
  }

  /** Why nobody is let in to a canister whose circuit is open. */
  static final String NO_ANSWERS = "this canister does not answer at present";

  private final ClientSession session;
  private final WireProtocol protocol;
  private final SessionContext context;

  /** What the client has proved. Handed from thread to thread with the frames, one at a time. */
  private Authority proved = Authority.NONE;

  Reception(ClientSession session, WireProtocol protocol, SessionContext context) {
    this.session = session;
    this.protocol = protocol;
    this.context = context;
  }

  /** Why one more is not let in to a canister that has so many clients. */
  static String full(int clients) {
    return clients + " clients of this canister are connected already";
  }

  /** What a frame says; null if it leads to nothing, and then the session is closed. */
  @Nullable ClientFrame read(Bytes frame) {
    try {
      ClientFrame read = protocol.read(frame);
      boolean welcome =
          read instanceof ClientFrame.Opening opening
              ? isWelcome(opening, new Destination(protocol, opening.canister()))
              : isWelcome((ClientFrame.Message) read, session.entry());
      return welcome ? read : null;
    } catch (ProtocolException e) {
      session.close(e.reason(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  private boolean isWelcome(ClientFrame.Opening opening, Destination destination) {
    CanisterAdmission admission = context.settings().canisters();
    int clients = context.canisters().clients(destination);
    if (!admission.serves(opening.canister())) {
      session.close(Limit.CANISTERS, "this gateway does not serve " + opening.canister());
    } else if (session.entry() != null) {
      session.close(CloseReason.POLICY, "a second first frame");
    } else if (!context.callers().circuits().mayAdmit(destination)) {
      session.close(CloseReason.TRY_AGAIN_LATER, NO_ANSWERS);
    } else if (clients >= admission.maxClients()) {
      session.close(Limit.CANISTER_CLIENTS, full(clients));
    }
    return !session.state().isOver();
  }

  private boolean isWelcome(ClientFrame.Message message, @Nullable SessionEntry entry) {
    if (entry == null) {
      session.close(CloseReason.BAD_FRAME, "the first frame names no canister");
    } else if (!entry.client().equals(message.client())) {
      session.close(CloseReason.POLICY, "the message is of another client");
    } else if (!message.isFor(entry.destination().canister())) {
      session.close(CloseReason.POLICY, "the message is for another canister");
    } else {
      return true;
    }
    return false;
  }

  /**
   * Sees whether a frame is its client's, as far as that is seen here; if it is not, the session is
   * closed.
   *
   * @param inTurn whether that may take long
   */
  Outcome prove(Proof proof, boolean inTurn) {
    if (!(proof instanceof Proof.BySignature signed)) {
      return Outcome.PROVED;
    }
    try {
      Verification remaining = signed.remaining(proved);
      if (!inTurn && !remaining.isQuick()) {
        return Outcome.LEFT;
      }
      proved = remaining.run();
      return Outcome.PROVED;
    } catch (UntrustedException e) {
      session.close(CloseReason.BAD_SIGNATURE, String.valueOf(e.getMessage()));
      return Outcome.CLOSED;
    }
  }
}
