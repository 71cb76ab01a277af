package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.CertifiedTime;
import icws.ic.Principal;
import icws.ic.Sha256;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The permission to sign in a delegator's name (interface specification, "Authentication").
 *
 * @param publicKeyDer the key that may sign
 * @param expiry from when on it may not
 * @param targets the canisters it may be used with, none if the list is empty; absent for all
 * @param permissions the kinds of requests it may be used for, {@code queries} or {@code all};
 *     absent for all
 */
public record Delegation(
    Bytes publicKeyDer,
    Instant expiry,
    Optional<List<Principal>> targets,
    Optional<String> permissions) {

  private static final Bytes DOMAIN = Sha256.domain("ic-request-auth-delegation");

  public Delegation {
    targets = targets.map(List::copyOf);
  }

  /** A delegation for requests of all kinds. */
  public Delegation(Bytes publicKeyDer, Instant expiry, Optional<List<Principal>> targets) {
    this(publicKeyDer, expiry, targets, Optional.empty());
  }

  /** Whether it may be used for calls. */
  public boolean permitsCalls() {
    return permissions.isEmpty() || permissions.get().equals("all");
  }

  /** What the delegator signs, domain separator included. */
  public Bytes signedBytes() {
    return Bytes.concat(DOMAIN, RequestId.of(content()));
  }

  BigInteger expiryNanos() {
    return CertifiedTime.nanos(expiry);
  }

  private Map<String, Object> content() {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("pubkey", publicKeyDer);
    content.put("expiration", expiryNanos());
    targets.ifPresent(canisters -> content.put("targets", canisters));
    permissions.ifPresent(kinds -> content.put("permissions", kinds));
    return content;
  }
}
