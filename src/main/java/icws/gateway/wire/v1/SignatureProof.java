package icws.gateway.wire.v1;

import icws.gateway.wire.Proof;
import icws.ic.Bytes;
import icws.ic.identity.Authority;
import icws.ic.identity.Envelope;
import icws.ic.identity.EnvelopeVerifier;
import icws.ic.identity.Verification;

/**
 * The call in a frame is signed by its sender.
 *
 * @param envelope the call, in which all is right that takes no signature
 * @param requestId the call's
 */
record SignatureProof(Envelope envelope, Bytes requestId, EnvelopeVerifier verifier)
    implements Proof.BySignature {

  @Override
  public Verification remaining(Authority proved) {
    return verifier.remaining(envelope, requestId, proved);
  }
}
