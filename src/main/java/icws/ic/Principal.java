package icws.ic;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

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
  private static final int DERIVED = 3;
  private static final int RESERVED = 0x7f;

  public Principal {
    if (raw.size() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a principal has at most " + MAX_BYTES + " bytes, not " + raw.size());
    }
    raw = raw.compact();
  }

  /** A principal by its bytes, at most 29 of them. */
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
   * Reads the canonical text form, in letters of either case.
   *
   * @throws IllegalArgumentException if the text is anything else: wrong alphabet, grouping, length
   *     or checksum
   */
  public static Principal parse(String text) {
    Principal principal = of(PrincipalText.decode(text));
    // Decoding is lenient; a text that its bytes do not give back is not the canonical one.
    if (!principal.toString().equals(text.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("not the canonical text of a principal: " + text);
    }
    return principal;
  }

  /** Whether it is the one of requests that nobody has signed. */
  public boolean isAnonymous() {
    return equals(ANONYMOUS);
  }

  /**
   * Whether a canister may have this id: it is not the management canister's, which is no canister,
   * and of none of the forms of users and reserved ids (interface specification, "Special forms of
   * Principals").
   */
  public boolean canBeCanister() {
    if (raw.isEmpty() || isAnonymous()) {
      return false;
    }
    int form = raw.at(raw.size() - 1);
    boolean hashed = raw.size() == MAX_BYTES && (form == SELF_AUTHENTICATING || form == DERIVED);
    return !hashed && form != RESERVED;
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
