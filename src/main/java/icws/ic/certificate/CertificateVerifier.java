package icws.ic.certificate;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.UntrustedException;
import icws.ic.UntrustedException.Reason;
import icws.ic.cbor.CborException;
import icws.ic.certificate.Certificate.SubnetDelegation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Checks certificates against a network's root key (interface specification, "Certification").
 *
 * <p>What has been found good is remembered: neither a delegation nor a signature that is asked
 * about again is verified twice. Thread-safe.
 */
public final class CertificateVerifier {

  /** The age that the network's agents tolerate. */
  public static final Duration DEFAULT_MAX_AGE = Duration.ofMinutes(5);

  /**
   * The age that the network's agents tolerate of a delegation, which the root subnet makes anew
   * after each upgrade of a subnet, some once a week.
   */
  public static final Duration DELEGATION_MAX_AGE = Duration.ofDays(30);

  private static final Bytes STATE_ROOT_DOMAIN = Sha256.domain("ic-state-root");
  private static final int REMEMBERED_SIGNATURES = 512;
  private static final int REMEMBERED_DELEGATIONS = 128;

  private final BlsPublicKey rootKey;
  private final Clock clock;
  private final Duration maxAge;
  private final Duration maxDelegationAge;
  private final ComputeOnceCache<Boolean> signatures;
  private final ComputeOnceCache<Subnet> delegations =
      new ComputeOnceCache<>(REMEMBERED_DELEGATIONS);
  private final LongAdder verifications = new LongAdder();

  /** A subnet as a verified delegation describes it. */
  private record Subnet(BlsPublicKey key, List<CanisterRange> ranges, Instant time) {}

  /** Loads what verifies signatures, which is to be there before the first certificate comes. */
  public static void load() {
    BlsLibrary unused = BlsLibrary.fastest();
  }

  /**
   * Makes a verifier for one network that remembers the last 512 signatures.
   *
   * @param rootKeyDer the network's root key, 133 bytes of DER
   * @param maxAge how far a certificate's time may be from the clock's, both ways; a delegation's
   *     may be {@link #DELEGATION_MAX_AGE}, or as far if that is more
   * @throws IllegalArgumentException if the key is not a BLS12-381 public key
   */
  public CertificateVerifier(Bytes rootKeyDer, Clock clock, Duration maxAge) {
    this(rootKeyDer, clock, maxAge, REMEMBERED_SIGNATURES);
  }

  /**
   * As {@link #CertificateVerifier(Bytes, Clock, Duration)}.
   *
   * @param remembered how many signatures are remembered, about 200 bytes each
   */
  public CertificateVerifier(Bytes rootKeyDer, Clock clock, Duration maxAge, int remembered) {
    this.rootKey = BlsPublicKey.ofDer(rootKeyDer);
    this.clock = clock;
    this.maxAge = maxAge;
    this.maxDelegationAge = maxAge.compareTo(DELEGATION_MAX_AGE) > 0 ? maxAge : DELEGATION_MAX_AGE;
    this.signatures = new ComputeOnceCache<>(remembered);
  }

  /**
   * Verifies a certificate for a canister.
   *
   * @param cbor the certificate
   * @param effectiveCanister whose state it is about; a subnet that signs for it must be
   *     responsible for it, except for the management canister, which is everywhere
   * @throws UntrustedException if any check fails
   */
  public Certificate verify(Bytes cbor, Principal effectiveCanister) {
    Certificate certificate = decode(cbor);
    requireRecent("certificate", certificate.time(), maxAge);
    BlsPublicKey key = rootKey;
    if (certificate.delegation().isPresent()) {
      Subnet subnet = subnet(certificate.delegation().get());
      // Once more, for it may have been remembered for long.
      requireRecent("delegation", subnet.time(), maxDelegationAge);
      requireResponsible(subnet, effectiveCanister);
      key = subnet.key();
    }
    requireSigned(certificate, key);
    return certificate;
  }

  /** How many signatures were verified, and not remembered. */
  public long verifications() {
    return verifications.sum();
  }

  private void requireRecent(String what, Instant time, Duration allowed) {
    Duration age = Duration.between(time, clock.instant());
    if (age.abs().compareTo(allowed) > 0) {
      throw new UntrustedException(
          Reason.TIME, "the " + what + "'s time is off by " + age + ", allowed are " + allowed);
    }
  }

  private static void requireResponsible(Subnet subnet, Principal canister) {
    if (!canister.equals(Principal.MANAGEMENT)
        && subnet.ranges().stream().noneMatch(range -> range.contains(canister))) {
      throw new UntrustedException(
          Reason.CANISTER, "the subnet that signed is not responsible for " + canister);
    }
  }

  private void requireSigned(Certificate certificate, BlsPublicKey key) {
    Bytes message = Bytes.concat(STATE_ROOT_DOMAIN, certificate.tree().digest());
    Bytes signature = certificate.signature();
    boolean unused =
        signatures.get(
            Sha256.hash(key.encoded(), message, signature),
            () -> requireSigned(key, message, signature));
  }

  /** What is not good is not remembered: strangers could fill the memory with it. */
  private boolean requireSigned(BlsPublicKey key, Bytes message, Bytes signature) {
    verifications.increment();
    if (!key.verifies(message, signature)) {
      throw new UntrustedException(Reason.SIGNATURE, "the certificate's signature does not fit");
    }
    return true;
  }

  private Subnet subnet(SubnetDelegation delegation) {
    // The subnet's id has a length of its own in front, so that no two delegations share a key.
    Bytes key =
        Sha256.hash(
            Bytes.of(delegation.subnet().raw().size()),
            delegation.subnet().raw(),
            delegation.certificate());
    return delegations.get(key, () -> verifyDelegation(delegation));
  }

  private Subnet verifyDelegation(SubnetDelegation delegation) {
    Certificate certificate = decode(delegation.certificate());
    requireRecent("delegation", certificate.time(), maxDelegationAge);
    if (certificate.delegation().isPresent()) {
      throw new UntrustedException(Reason.DELEGATION, "a delegation within a delegation");
    }
    requireSigned(certificate, rootKey);
    Principal subnet = delegation.subnet();
    Lookup key = certificate.lookup(Bytes.utf8("subnet"), subnet.raw(), Bytes.utf8("public_key"));
    if (!(key instanceof Lookup.Found found)) {
      throw new UntrustedException(Reason.DELEGATION, "the delegation has no key for " + subnet);
    }
    try {
      return new Subnet(
          BlsPublicKey.ofDer(found.value()),
          CanisterRange.of(certificate.tree(), subnet),
          certificate.time());
    } catch (IllegalArgumentException | CborException e) {
      throw new UntrustedException(
          Reason.DELEGATION, "the delegation's key or ranges are malformed", e);
    }
  }

  private static Certificate decode(Bytes cbor) {
    try {
      return Certificate.decode(cbor);
    } catch (CborException e) {
      throw new UntrustedException(Reason.MALFORMED, "malformed certificate: " + e.getMessage(), e);
    }
  }
}
