package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.UntrustedException;
import icws.ic.UntrustedException.Reason;
import icws.ic.cbor.CborException;
import icws.ic.certificate.CertificateVerifier;
import icws.ic.identity.Verification.Check;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Checks, as the network will, that a signed request is its sender's and in time (interface
 * specification, "Authentication"): Ed25519, ECDSA over P-256 and secp256k1, Web Authentication,
 * canister signatures as Internet Identity makes them, and chains of delegations. Anonymous
 * requests are refused, and so are chains that take too long: {@link #MAX_DEAR_SIGNATURES}.
 *
 * <p>{@link #inspect} checks what takes no signature, {@link #remaining} tells what else there is
 * to check. Thread-safe.
 */
public final class EnvelopeVerifier {

  /**
   * How many signatures of a request may be others than Ed25519's and ECDSA's. The network sets no
   * such bound; a chain that begins with Internet Identity, or with a passkey, has one.
   */
  public static final int MAX_DEAR_SIGNATURES = 2;

  /** How far ahead the network lets an expiry be, and how much clocks may differ. */
  private static final Duration MAX_LIFETIME = Duration.ofMinutes(5).plusSeconds(60);

  private static final int MAX_TARGETS = 1_000;

  private final Clock clock;
  private final SignatureVerifier signatures;

  private EnvelopeVerifier(Clock clock, SignatureVerifier signatures) {
    this.clock = clock;
    this.signatures = signatures;
  }

  /**
   * Makes a verifier for signatures of all kinds.
   *
   * @param certificates asked at a canister signature; its verifier must not mind the age of
   *     certificates, for these are as old as the signature
   */
  public EnvelopeVerifier(Clock clock, Supplier<CertificateVerifier> certificates) {
    this(clock, SignatureVerifier.with(certificates));
  }

  /** Makes a verifier that leaves each single signature to another. */
  public static EnvelopeVerifier of(Clock clock, SignatureVerifier signatures) {
    return new EnvelopeVerifier(clock, signatures);
  }

  /**
   * Checks a call or query of a canister.
   *
   * @throws UntrustedException if any check fails
   * @throws CborException if a field of the content is missing or of another type
   */
  public void verify(Envelope request) {
    inspect(request);
    Authority unused = remaining(request, requestId(request), Authority.NONE).run();
  }

  /**
   * Checks all that takes no signature: that the request is in time, its sender the one whose key
   * it bears, and each delegation in time and for the canister that is called.
   *
   * @throws UntrustedException if any check fails
   * @throws CborException if a field of the content is missing or of another type
   */
  public void inspect(Envelope request) {
    requireInTime(request.ingressExpiry());
    if (request.sender().isAnonymous()) {
      throw new UntrustedException(Reason.SIGNATURE, "the sender is anonymous");
    }
    Bytes senderKey = required(request.publicKeyDer(), "sender_pubkey");
    required(request.signature(), "sender_sig");
    if (!Principal.selfAuthenticating(senderKey).equals(request.sender())) {
      throw new UntrustedException(Reason.SIGNATURE, "sender_pubkey is not the sender's key");
    }
    request.delegations().forEach(link -> requireGood(link.delegation(), request.canister()));
    requireModest(keys(senderKey, request.delegations()));
    SenderInfo.of(request.content()).ifPresent(info -> info.requireSigner(senderKey));
  }

  /**
   * What is left to check of a request that {@link #inspect} has let pass.
   *
   * @param requestId the request's, {@link Envelope#requestId}
   * @param proved what earlier requests of the same sender have proved
   */
  public Verification remaining(Envelope request, Bytes requestId, Authority proved) {
    Bytes senderKey = required(request.publicKeyDer(), "sender_pubkey");
    List<SignedDelegation> chain = request.delegations();
    List<Bytes> keys = keys(senderKey, chain);
    Authority claimed = chain.isEmpty() ? proved : Authority.of(senderKey, chain);
    List<Check> checks = new ArrayList<>();
    checks.add(
        new Check(
            keys.get(chain.size()),
            Envelope.signedBytes(requestId),
            required(request.signature(), "sender_sig"),
            "the request"));
    if (!claimed.equals(proved)) {
      for (int i = chain.size() - 1; i >= 0; i--) {
        checks.add(check(keys.get(i), chain.get(i)));
      }
    }
    SenderInfo.of(request.content()).ifPresent(info -> checks.add(check(senderKey, info)));
    return new Verification(signatures, checks, claimed);
  }

  private static Check check(Bytes delegator, SignedDelegation link) {
    return new Check(
        delegator, link.delegation().signedBytes(), link.signature(), "the delegation");
  }

  private static Check check(Bytes senderKey, SenderInfo info) {
    return new Check(senderKey, info.signedBytes(), info.signature(), "sender_info");
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

  private static Bytes requestId(Envelope request) {
    try {
      return request.requestId();
    } catch (IllegalArgumentException e) {
      throw new UntrustedException(
          Reason.MALFORMED, "the request has a field that cannot be signed", e);
    }
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

  /** The keys that sign a request and its delegations, in the order of the chain. */
  private static List<Bytes> keys(Bytes senderKey, List<SignedDelegation> chain) {
    return Stream.concat(
            Stream.of(senderKey), chain.stream().map(link -> link.delegation().publicKeyDer()))
        .toList();
  }

  private static void requireModest(List<Bytes> keys) {
    if (Set.copyOf(keys).size() < keys.size()) {
      throw new UntrustedException(Reason.DELEGATION, "a chain of delegations with a loop");
    }
    long dear = keys.stream().filter(key -> !SignatureVerifier.isQuick(key)).count();
    if (dear > MAX_DEAR_SIGNATURES) {
      throw new UntrustedException(
          Reason.DELEGATION, "a chain with " + dear + " signatures of canisters or passkeys");
    }
  }
}
