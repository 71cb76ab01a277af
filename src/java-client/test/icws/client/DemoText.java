package icws.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The demo canister's messages, in the encodings of its two protocols; {@code V1CandidTest} holds
 * the Candid to ic4j's, which takes half a millisecond for a message.
 */
final class DemoText {
  /** {@code record { text : text }}. */
  private static final byte[] CANDID = HexFormat.of().parseHex("4449444c016c01ad99e7e704710100");

  private DemoText() {}

  /** A CBOR map with the text. */
  static byte[] cbor(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return Cbor.map(
        1,
        generator -> {
          generator.writeFieldName("text");
          // Of definite length; a long string would be written in chunks.
          generator.writeUTF8String(utf8, 0, utf8.length);
        });
  }

  static String readCbor(byte[] content) {
    return Cbor.text(Cbor.read(content), "text");
  }

  static byte[] candid(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(CANDID);
    out.writeBytes(RequestHash.leb128(utf8.length));
    out.writeBytes(utf8);
    return out.toByteArray();
  }

  static String readCandid(byte[] content) {
    int start = CANDID.length;
    if (!Arrays.equals(content, 0, Math.min(start, content.length), CANDID, 0, start)) {
      throw new IllegalStateException("not a record { text : text }");
    }
    while (content[start++] < 0) {
      // Over the length: the text is all the rest.
    }
    return new String(content, start, content.length - start, StandardCharsets.UTF_8);
  }
}
