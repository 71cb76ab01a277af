package icws.gateway.wire;

import icws.ic.Principal;

/** Who a client is to its canister. A value: equal keys mean the same client. */
public sealed interface ClientKey {

  /**
   * The key that a text made by {@code toString} stands for.
   *
   * @throws IllegalArgumentException if it stands for none
   */
  static ClientKey parse(String text) {
    int end = text.indexOf('_');
    return end < 0
        ? new Numbered(Long.parseUnsignedLong(text))
        : new Signing(
            Principal.parse(text.substring(0, end)),
            Long.parseUnsignedLong(text.substring(end + 1)));
  }

  /**
   * No client: whom a message is for that does not say it. Nobody opens as this, so nobody gets
   * such a message.
   */
  record Nobody() implements ClientKey {
    @Override
    public String toString() {
      return "nobody";
    }
  }

  /**
   * A client that its canister numbered when it registered, as in the PoC protocol.
   *
   * @param id an unsigned 64-bit number
   */
  record Numbered(long id) implements ClientKey {
    @Override
    public String toString() {
      return Long.toUnsignedString(id);
    }
  }

  /**
   * A client that signs as a principal and tells its connections apart by a number of its choice,
   * as in protocol v1.
   *
   * @param nonce an unsigned 64-bit number
   */
  record Signing(Principal principal, long nonce) implements ClientKey {
    @Override
    public String toString() {
      return principal + "_" + Long.toUnsignedString(nonce);
    }
  }
}
