package icws.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Map;
import org.ic4j.candid.parser.IDLArgs;
import org.ic4j.candid.types.Label;
import org.ic4j.types.Principal;

/**
 * The few Candid values of protocol v1. Each is the table of its types, which never changes and is
 * written out here, and its values; {@code V1CandidTest} compares with ic4j, which reads what comes
 * seldom, but takes half a millisecond for a message.
 */
final class V1Candid {
  /** {@code record { gateway_principal : principal; client_nonce : nat64 }}. */
  private static final byte[] OPEN = hex("4449444c 01 6c02f3eec6b40268bbd1eacd0e78 0100");

  /** {@code record { client_key : record { client_principal; client_nonce } }}. */
  private static final byte[] CLOSE =
      hex("4449444c 02 6c01ebb49ce90301 6c02fa80a2940568bbd1eacd0e78 0100");

  /** {@code record { msg : record { sequence_num; content; client_key; ... } }, null}. */
  private static final byte[] MESSAGE =
      hex(
          "4449444c 04 6c01c1b4cc0201"
              + " 6c0588ecfba70178b99adecb0102ebb49ce90303d6a9bbae0a78e8f5c3be0a7e6d7b"
              + " 6c02fa80a2940568bbd1eacd0e78 02007f");

  /** {@code variant { KeepAliveMessage : record { last_incoming_sequence_num : nat64 } }}. */
  private static final byte[] KEEP_ALIVE =
      hex("4449444c 02 6b01bfd397b40901 6c01d888abb90a78 010000");

  private V1Candid() {}

  static byte[] open(Principal gateway, long nonce) {
    return concat(OPEN, principal(gateway), nat64(nonce));
  }

  static byte[] close(Principal client, long nonce) {
    return concat(CLOSE, principal(client), nat64(nonce));
  }

  static byte[] message(
      Principal client,
      long nonce,
      long sequence,
      long timeNanos,
      boolean isService,
      byte[] content) {
    return concat(
        MESSAGE,
        nat64(sequence),
        blob(content),
        principal(client),
        nat64(nonce),
        nat64(timeNanos),
        new byte[] {(byte) (isService ? 1 : 0)});
  }

  static byte[] keepAlive(long lastSequence) {
    return concat(KEEP_ALIVE, nat64(lastSequence));
  }

  /** The one case of a variant in its fields' labels, such as a service message. */
  static Map.Entry<Label, Object> readVariant(byte[] candid) {
    Map<Label, Object> variant = IDLArgs.fromBytes(candid).getArgs().get(0).getValue();
    return variant.entrySet().iterator().next();
  }

  private static byte[] principal(Principal principal) {
    return concat(new byte[] {1}, blob(principal.getValue()));
  }

  private static byte[] blob(byte[] bytes) {
    return concat(RequestHash.leb128(bytes.length), bytes);
  }

  private static byte[] nat64(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }
}
