package icws.gateway.wire.v1;

import icws.gateway.wire.CanisterCall;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.ProtocolException;
import icws.ic.Bytes;
import icws.ic.UntrustedException;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidException;
import icws.ic.candid.CandidValue;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborReader;
import icws.ic.identity.Envelope;
import icws.ic.identity.EnvelopeVerifier;
import java.util.ArrayList;
import java.util.List;

/**
 * The call in a client's frame, {@code { envelope }}.
 *
 * @param signed the envelope as it was signed, byte for byte
 * @param envelope the same, read
 */
record SignedCall(Bytes signed, Envelope envelope) {

  /** In the first argument of a call: ten are in that of {@code ws_message}. */
  private static final int MAX_VALUES = 256;

  /**
   * Takes the call out of a frame.
   *
   * @throws CborException if the frame is of another shape
   */
  static SignedCall read(Bytes frame) {
    List<Bytes> found = new ArrayList<>(1);
    CborReader.read(
        frame,
        in -> {
          in.map(
              key -> {
                if (key.equals("envelope")) {
                  found.add(in.raw());
                } else {
                  in.skip();
                }
              });
          return found;
        });
    if (found.isEmpty()) {
      throw new CborException("field envelope is missing");
    }
    return new SignedCall(found.get(0), Envelope.decodeCall(found.get(0)));
  }

  /**
   * The call's first argument, the only one that this protocol knows.
   *
   * @throws CandidException if there is none, or it has many more values than those of the protocol
   */
  CandidValue argument() {
    return Candid.decodeFirst(envelope.arg(), MAX_VALUES);
  }

  /**
   * Checks all that takes no signature.
   *
   * @throws ProtocolException if the call does not count, whoever signed it
   */
  void inspect(EnvelopeVerifier verifier) {
    try {
      verifier.inspect(envelope);
    } catch (UntrustedException e) {
      throw badSignature(String.valueOf(e.getMessage()), e);
    }
  }

  /** The call for the canister. */
  CanisterCall.Relayed relayed() {
    return new CanisterCall.Relayed(
        envelope.method(),
        envelope.arg(),
        envelope.canister(),
        signed,
        requestId(),
        envelope.expiry());
  }

  private Bytes requestId() {
    try {
      return envelope.requestId();
    } catch (IllegalArgumentException e) {
      throw badSignature("the request has a field that cannot be signed", e);
    }
  }

  private static ProtocolException badSignature(String why, RuntimeException cause) {
    return new ProtocolException(CloseReason.BAD_SIGNATURE, why, cause);
  }
}
