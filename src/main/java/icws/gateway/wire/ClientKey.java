package icws.gateway.wire;

/** Who a client is to its canister. A value: equal keys mean the same client. */
public sealed interface ClientKey {

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
}
