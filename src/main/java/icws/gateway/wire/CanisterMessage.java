package icws.gateway.wire;

import icws.ic.Bytes;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborMap;
import java.util.Optional;
import java.util.function.Function;

/**
 * One message from a canister to a client.
 *
 * @param client whom it is for, as the content has it; {@link ClientKey.Nobody} if it does not say
 * @param key its key in the certified tree
 * @param nonce its unsigned number in the gateway's queue at the canister, the last part of the key
 * @param sequence its number and date, as the content has them; empty if it has none
 * @param content what the tree certifies by its SHA-256; shares the reply's memory
 */
public record CanisterMessage(
    ClientKey client, String key, long nonce, Optional<Sequence> sequence, Bytes content) {

  /**
   * Reads a message's content: CBOR that the canister has made, tagged or not.
   *
   * <p>It tells whom the message is for. What a reply shows beside it is certified by nothing; a
   * canister writes both from one value, so a reply in which they differ is not what the canister
   * has said. A content that names nobody is certified all the same: it is for nobody, and the
   * canister's clients do not wait for a better one.
   *
   * @param shown whom the reply says that the message is for
   * @param addressee finds the client in the content; may throw {@link CborException}
   * @throws ReplyException if the content names another client
   */
  public static CanisterMessage read(
      String key,
      long nonce,
      ClientKey shown,
      Bytes content,
      Function<CborMap, ClientKey> addressee) {
    Optional<CborMap> fields = fields(content);
    Optional<ClientKey> named = fields.flatMap(read -> named(read, addressee));
    if (named.isPresent() && !named.get().equals(shown)) {
      throw new ReplyException(
          "message " + Long.toUnsignedString(nonce) + " is shown as another client's");
    }
    return new CanisterMessage(
        named.orElseGet(ClientKey.Nobody::new), key, nonce, fields.flatMap(Sequence::of), content);
  }

  private static Optional<CborMap> fields(Bytes content) {
    try {
      return Optional.of(CborMap.read(content));
    } catch (CborException e) {
      return Optional.empty();
    }
  }

  private static Optional<ClientKey> named(CborMap fields, Function<CborMap, ClientKey> addressee) {
    try {
      return Optional.of(addressee.apply(fields));
    } catch (CborException e) {
      return Optional.empty();
    }
  }
}
