package icws.gateway.wire;

import icws.ic.Principal;

/**
 * Reads the keys of one batch, {@code <gateway>_<nonce>} with 20 digits, whose nonces must rise.
 * For the protocols; for one thread.
 */
public final class RisingKeys {

  private static final int NONCE_DIGITS = 20;

  private final String prefix;
  private long lowest;
  private boolean exhausted;

  /**
   * @param gateway whose messages were asked for
   * @param nonce the first one that was asked for
   */
  public RisingKeys(Principal gateway, long nonce) {
    this.prefix = prefix(gateway);
    this.lowest = nonce;
  }

  /** What all keys of a gateway begin with, and no other gateway's. */
  public static String prefix(Principal gateway) {
    return gateway + "_";
  }

  /** The key of the message with an unsigned nonce. */
  public static String key(Principal gateway, long nonce) {
    String digits = Long.toUnsignedString(nonce);
    return prefix(gateway) + "0".repeat(NONCE_DIGITS - digits.length()) + digits;
  }

  /**
   * The nonce in the next key.
   *
   * @throws ReplyException if the key is not the gateway's, or its nonce not higher than all before
   */
  public long nonce(String key) {
    String digits = key.startsWith(prefix) ? key.substring(prefix.length()) : "";
    if (digits.length() != NONCE_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new ReplyException("a key that is not this gateway's");
    }
    long nonce = parse(digits);
    if (exhausted || Long.compareUnsigned(nonce, lowest) < 0) {
      throw new ReplyException("message " + digits + " is out of order");
    }
    lowest = nonce + 1;
    exhausted = lowest == 0;
    return nonce;
  }

  private static long parse(String digits) {
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw new ReplyException("a nonce over 64 bits: " + digits, e);
    }
  }
}
