package icws.ic;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The identifier of a user, a canister or a subnet: 0 to 29 bytes.
 *
 * <p>Its text form (interface specification, "Textual representation of principals") is the lower
 * case base32 of a CRC-32 and the bytes, in groups of five. Thread-safe.
 */
public record Principal(Bytes raw) implements Comparable<Principal> {

  public static final int MAX_BYTES = 29;

  /** The sender of unsigned requests. */
  public static final Principal ANONYMOUS = new Principal(Bytes.of(4));

  /** The management canister, {@code aaaaa-aa}. */
  public static final Principal MANAGEMENT = new Principal(Bytes.EMPTY);

  private static final int SELF_AUTHENTICATING = 2;

  public Principal {
    if (raw.size() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a principal has at most " + MAX_BYTES + " bytes, not " + raw.size());
    }
    raw = raw.compact();
  }

  public static Principal of(Bytes raw) {
    return new Principal(raw);
  }

  /** The principal of whoever holds the private key of a DER-encoded public key. */
  public static Principal selfAuthenticating(Bytes derPublicKey) {
    MessageDigest digest = sha224();
    derPublicKey.update(digest);
    return of(Bytes.concat(Bytes.wrap(digest.digest()), Bytes.of(SELF_AUTHENTICATING)));
  }

  /**
   * Reads the one canonical text form.
   *
   * @throws IllegalArgumentException if the text is anything else: wrong alphabet, grouping, case,
   *     length or checksum
   */
  public static Principal parse(String text) {
    Principal principal = of(PrincipalText.decode(text));
    // Decoding is lenient; a text that its bytes do not give back is not the canonical one.
    if (!principal.toString().equals(text)) {
      throw new IllegalArgumentException("not the canonical text of a principal: " + text);
    }
    return principal;
  }

  public boolean isAnonymous() {
    return equals(ANONYMOUS);
  }

  @Override
  public int compareTo(Principal other) {
    return raw.compareTo(other.raw);
  }

  /** The canonical text form. */
  @Override
  public String toString() {
    return PrincipalText.encode(raw);
  }

  private static MessageDigest sha224() {
    try {
      return MessageDigest.getInstance("SHA-224");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform lacks SHA-224", e);
    }
  }
}
