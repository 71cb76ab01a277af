package icws.ic;

import icws.ic.UntrustedException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Checks, as the network will, that a signed request is its sender's and in time (interface
 * specification, "Authentication"): Ed25519, ECDSA over P-256 and secp256k1, Web Authentication,
 * canister signatures as Internet Identity makes them, and chains of delegations. Anonymous
 * requests are refused.
 *
 * <p>A canister signature takes milliseconds when its certificate is seen for the first time.
 * Thread-safe.
 */
public final class EnvelopeVerifier {

  /** How far ahead the network lets an expiry be, and how much clocks may differ. */
  private static final Duration MAX_LIFETIME = Duration.ofMinutes(5).plusSeconds(60);

  private static final int MAX_TARGETS = 1_000;

  private final Clock clock;
  private final Supplier<CertificateVerifier> certificates;

  /**
   * @param certificates asked at a canister signature; its verifier must not mind the age of
   *     certificates, for these are as old as the signature
   */
  public EnvelopeVerifier(Clock clock, Supplier<CertificateVerifier> certificates) {
    this.clock = clock;
    this.certificates = certificates;
  }

  /**
   * Checks a call or query of a canister.
   *
   * @throws UntrustedException if any check fails
   * @throws CborException if a field of the content is missing or of another type
   */
  public void verify(Envelope request) {
    requireInTime(request.ingressExpiry());
    if (request.sender().isAnonymous()) {
      throw new UntrustedException(Reason.SIGNATURE, "the sender is anonymous");
    }
    Bytes senderKey = required(request.publicKeyDer(), "sender_pubkey");
    Bytes signature = required(request.signature(), "sender_sig");
    if (!Principal.selfAuthenticating(senderKey).equals(request.sender())) {
      throw new UntrustedException(Reason.SIGNATURE, "sender_pubkey is not the sender's key");
    }
    Bytes signer = follow(senderKey, request.delegations(), request.canister());
    requireSigned(signer, signedBytes(request), signature, "the request");
    SenderInfo.of(request.content()).ifPresent(info -> requireSigned(info, senderKey));
  }

  private void requireInTime(Instant expiry) {
    Instant now = clock.instant();
    if (!expiry.isAfter(now)) {
      throw new UntrustedException(Reason.TIME, "the request expired at " + expiry);
    }
    if (expiry.isAfter(now.plus(MAX_LIFETIME))) {
      throw new UntrustedException(Reason.TIME, "the request expires too late, at " + expiry);
    }
  }

  private static Bytes required(Optional<Bytes> field, String name) {
    return field.orElseThrow(
        () -> new UntrustedException(Reason.MALFORMED, "the request has no " + name));
  }

  private static Bytes signedBytes(Envelope request) {
    try {
      return request.signedBytes();
    } catch (IllegalArgumentException e) {
      throw new UntrustedException(
          Reason.MALFORMED, "the request has a field that cannot be signed", e);
    }
  }

  /** The key at the end of the chain. */
  private Bytes follow(Bytes senderKey, List<SignedDelegation> chain, Principal canister) {
    Bytes key = senderKey;
    Set<Bytes> seen = new HashSet<>(Set.of(key));
    for (SignedDelegation link : chain) {
      Delegation delegation = link.delegation();
      requireGood(delegation, canister);
      requireSigned(key, delegation.signedBytes(), link.signature(), "the delegation");
      key = delegation.publicKeyDer();
      if (!seen.add(key)) {
        throw new UntrustedException(Reason.DELEGATION, "a chain of delegations with a loop");
      }
    }
    return key;
  }

  private void requireGood(Delegation delegation, Principal canister) {
    if (!delegation.expiry().isAfter(clock.instant())) {
      throw new UntrustedException(
          Reason.DELEGATION, "the delegation expired at " + delegation.expiry());
    }
    if (!delegation.permitsCalls()) {
      throw new UntrustedException(Reason.DELEGATION, "the delegation is not for calls");
    }
    List<Principal> targets = delegation.targets().orElse(List.of(canister));
    if (targets.size() > MAX_TARGETS || !targets.contains(canister)) {
      throw new UntrustedException(Reason.DELEGATION, "the delegation is not for this canister");
    }
  }

  private void requireSigned(SenderInfo info, Bytes senderKey) {
    info.key(senderKey).verify(info.signedBytes(), info.signature(), certificates.get());
  }

  private void requireSigned(Bytes keyDer, Bytes message, Bytes signature, String what) {
    Optional<CanisterKey> canister = CanisterKey.ofDer(keyDer);
    if (canister.isPresent()) {
      canister.get().verify(message, signature, certificates.get());
    } else if (!PublicKey.ofDer(keyDer).verifies(message, signature)) {
      throw new UntrustedException(Reason.SIGNATURE, "the signature does not fit " + what);
    }
  }
}
