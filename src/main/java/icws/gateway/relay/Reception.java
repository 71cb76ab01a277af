package icws.gateway.relay;

import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.Proof;
import icws.gateway.wire.ProtocolException;
import icws.gateway.wire.WireProtocol;
import icws.ic.Authority;
import icws.ic.Bytes;
import icws.ic.UntrustedException;
import icws.ic.Verification;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one session, checks them, and hands on what its client has proved to be its
 * own. What costs least is checked first: a frame that would lead to nothing costs no signature.
 *
 * <p>What the client has proved is remembered: each later frame with the same chain of delegations
 * costs one signature. One with another chain, a renewed one for instance, is proved anew, and is
 * what is remembered from then on.
 */
final class Reception implements Intake.Taker {

  private final ClientSession session;
  private final WireProtocol protocol;
  private final CanisterRegistry canisters;
  private final RelayContext context;

  /** What the client has proved. Handed from thread to thread with the frames, one at a time. */
  private Authority proved = Authority.NONE;

  Reception(
      ClientSession session,
      WireProtocol protocol,
      CanisterRegistry canisters,
      RelayContext context) {
    this.session = session;
    this.protocol = protocol;
    this.canisters = canisters;
    this.context = context;
  }

  @Override
  public boolean take(Bytes frame, boolean inTurn) {
    try {
      ClientFrame read = protocol.read(frame);
      if (isWelcome(read)) {
        if (!isProved(read.proof(), inTurn)) {
          return false;
        }
        handOn(read, frame.size());
      }
    } catch (ProtocolException e) {
      session.close(e.reason(), String.valueOf(e.getMessage()));
    } catch (UntrustedException e) {
      session.close(CloseReason.BAD_SIGNATURE, String.valueOf(e.getMessage()));
    }
    return true;
  }

  /** Whether the frame leads to anything, if it is its client's; if not, the session is closed. */
  private boolean isWelcome(ClientFrame frame) {
    if (frame instanceof ClientFrame.Opening opening) {
      return isWelcome(opening, new Destination(protocol, opening.canister()));
    }
    return isWelcome((ClientFrame.Message) frame, session.visit());
  }

  private boolean isWelcome(ClientFrame.Opening opening, Destination destination) {
    CanisterAdmission admission = context.settings().canisters();
    int clients = canisters.clients(destination);
    if (!admission.serves(opening.canister())) {
      session.close(Limit.CANISTERS, "this gateway does not serve " + opening.canister());
    } else if (session.visit() != null) {
      session.close(CloseReason.POLICY, "a second first frame");
    } else if (!canisters.circuits().mayAdmit(destination)) {
      session.close(CloseReason.TRY_AGAIN_LATER, CanisterVisit.NO_ANSWERS);
    } else if (clients >= admission.maxClients()) {
      session.close(Limit.CANISTER_CLIENTS, CanisterVisit.full(clients));
    }
    return !session.isOver();
  }

  private boolean isWelcome(ClientFrame.Message message, @Nullable CanisterVisit visit) {
    if (visit == null) {
      session.close(CloseReason.BAD_FRAME, "the first frame names no canister");
    } else if (!visit.client().equals(message.client())) {
      session.close(CloseReason.POLICY, "the message is of another client");
    } else if (!visit.isAddresseeOf(message)) {
      session.close(CloseReason.POLICY, "the message is for another canister");
    } else {
      return true;
    }
    return false;
  }

  /**
   * @return false, and nothing verified, if that may take long but must not
   * @throws UntrustedException if the frame is not its client's
   */
  private boolean isProved(Proof proof, boolean inTurn) {
    if (!(proof instanceof Proof.BySignature signed)) {
      return true;
    }
    Verification remaining = signed.remaining(proved);
    if (!inTurn && !remaining.isQuick()) {
      return false;
    }
    proved = remaining.run();
    return true;
  }

  private void handOn(ClientFrame frame, int frameBytes) {
    if (frame instanceof ClientFrame.Opening opening) {
      session.open(opening);
    } else if (frame instanceof ClientFrame.Message message) {
      session.send(message.settled(), frameBytes);
    }
  }
}
