package icws.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Turns the application's messages into bytes and back. Either direction may throw: what {@link
 * #encode} throws fails the sending, what {@link #decode} throws ends the connection.
 *
 * @param <T> the application's messages
 */
public interface Codec<T> {

  /** The content of a message, which is not changed afterwards. */
  byte[] encode(T message);

  /** What a canister's message says. */
  T decode(byte[] content);

  /** Bytes as they are. */
  static Codec<byte[]> raw() {
    return new Codec<>() {
      @Override
      public byte[] encode(byte[] message) {
        return message.clone();
      }

      @Override
      public byte[] decode(byte[] content) {
        return content;
      }
    };
  }

  /** CBOR as Jackson's trees, written with definite lengths, as the canister library reads it. */
  static Codec<JsonNode> cbor() {
    return new Codec<>() {
      @Override
      public byte[] encode(JsonNode message) {
        return Cbor.write(message);
      }

      @Override
      public JsonNode decode(byte[] content) {
        return Cbor.read(content);
      }
    };
  }

  /** The Candid of one value of a class that ic4j maps, as {@link MappedTypes} has it. */
  static <T> Codec<T> candid(Class<T> mapped) {
    return new Codec<>() {
      @Override
      public byte[] encode(T message) {
        return MappedTypes.encode(message);
      }

      @Override
      public T decode(byte[] content) {
        return MappedTypes.decode(content, mapped);
      }
    };
  }
}
