package icws.devnet.http;

import icws.devnet.http.Envelope.SenderDelegation;
import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.identity.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Checks that a request comes from its sender and has not expired (IC interface specification,
 * "Authentication"). Thread-safe.
 */
final class IngressVerifier {
  /** How far ahead an expiry may be, and how much clocks may differ. */
  static final Duration MAX_TTL = Duration.ofMinutes(5);

  static final Duration PERMITTED_DRIFT = Duration.ofSeconds(60);

  private static final int MAX_DELEGATIONS = 20;
  private static final int MAX_TARGETS = 1000;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final Bytes REQUEST = Sha256.domain("ic-request");
  private static final Bytes DELEGATION = Sha256.domain("ic-request-auth-delegation");

  private final LongSupplier clockNanos;
  private final CanisterSignatures canisters;

  /**
   * Creates a verifier.
   *
   * @param clockNanos nanoseconds since 1970-01-01
   * @param keys the network's, which certify what canisters sign
   */
  IngressVerifier(LongSupplier clockNanos, SubnetKeys keys) {
    this.clockNanos = clockNanos;
    this.canisters = new CanisterSignatures(keys);
  }

  /**
   * Checks everything about a request but what it asks for.
   *
   * @param target the canister that the request is for, which delegations may be limited to
   * @throws RefusedException where it must not be answered; the message says why
   */
  void verify(Envelope envelope, Principal target) {
    boolean anonymous = envelope.sender().equals(Principal.ANONYMOUS);
    if (!anonymous || envelope.content().text("request_type").equals("call")) {
      requireInTime(envelope);
    }
    if (anonymous) {
      requireUnsigned(envelope);
    } else {
      requireSigned(envelope, target);
    }
  }

  private void requireInTime(Envelope envelope) {
    long now = clockNanos.getAsLong();
    long latest = now + MAX_TTL.plus(PERMITTED_DRIFT).toNanos();
    long expiry = envelope.expiryNanos();
    if (Long.compareUnsigned(expiry, now) <= 0 || Long.compareUnsigned(expiry, latest) > 0) {
      throw RefusedException.badRequest(
          "Invalid request expiry: Specified ingress_expiry not within expected range: Minimum"
              + " allowed expiry: "
              + instant(now)
              + ", Maximum allowed expiry: "
              + instant(latest)
              + ", Provided expiry: "
              + instant(expiry)
              + ", Local replica time: "
              + instant(now));
    }
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Long.divideUnsigned(nanos, NANOS_PER_SECOND),
        Long.remainderUnsigned(nanos, NANOS_PER_SECOND));
  }

  private static void requireUnsigned(Envelope envelope) {
    if (envelope.publicKeyDer().isPresent()
        || envelope.signature().isPresent()
        || !envelope.delegations().isEmpty()) {
      throw RefusedException.badRequest(
          "Anonymous sender: sender_pubkey, sender_sig and sender_delegation must be left out");
    }
  }

  private void requireSigned(Envelope envelope, Principal target) {
    Bytes key =
        required(envelope.publicKeyDer(), "Missing sender_pubkey for sender " + envelope.sender());
    Bytes signature =
        required(envelope.signature(), "Missing sender_sig for sender " + envelope.sender());
    if (!Principal.selfAuthenticating(key).equals(envelope.sender())) {
      throw RefusedException.badRequest(
          "Invalid sender: "
              + envelope.sender()
              + " is not the principal of sender_pubkey, which is "
              + Principal.selfAuthenticating(key));
    }
    Bytes signer = followDelegations(key, envelope.delegations(), target);
    Bytes signed = Bytes.concat(REQUEST, envelope.requestId());
    if (!verifies(signer, signed, signature)) {
      throw RefusedException.badRequest(
          "Invalid signature: sender_sig does not match the request and its key");
    }
  }

  private static Bytes required(Optional<Bytes> field, String message) {
    return field.orElseThrow(() -> RefusedException.badRequest(message));
  }

  /** Returns the key at the end of the chain. */
  private Bytes followDelegations(Bytes first, List<SenderDelegation> chain, Principal target) {
    if (chain.size() > MAX_DELEGATIONS) {
      throw invalid("more than " + MAX_DELEGATIONS + " delegations");
    }
    Set<Bytes> seen = new HashSet<>();
    seen.add(first);
    Bytes key = first;
    for (SenderDelegation link : chain) {
      requireValid(link, key, target);
      key = link.publicKeyDer();
      if (!seen.add(key)) {
        throw invalid("a public key appears twice in the chain");
      }
    }
    return key;
  }

  private void requireValid(SenderDelegation link, Bytes key, Principal target) {
    if (Long.compareUnsigned(link.expirationNanos(), clockNanos.getAsLong()) < 0) {
      throw invalid("expired at " + instant(link.expirationNanos()));
    }
    List<Principal> targets = link.targets().orElse(List.of(target));
    if (targets.size() > MAX_TARGETS) {
      throw invalid("more than " + MAX_TARGETS + " targets");
    }
    if (!targets.contains(target)) {
      throw invalid("canister " + target + " is not one of the delegation's targets");
    }
    Bytes signed = Bytes.concat(DELEGATION, RequestId.of(link.delegation()));
    if (!verifies(key, signed, link.signature())) {
      throw invalid("the signature does not match");
    }
  }

  private boolean verifies(Bytes key, Bytes message, Bytes signature) {
    return CanisterSignatures.isMadeFor(key)
        ? canisters.verifies(key, message, signature)
        : SignatureScheme.verifies(key, message, signature);
  }

  private static RefusedException invalid(String reason) {
    return RefusedException.badRequest("Invalid delegation: " + reason);
  }
}
