package icws.client;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The PoC protocol's frames as its original client makes them. */
public final class PocFrames {
  private PocFrames() {}

  public static byte[] opening(String canister, long client) {
    return Cbor.map(
        2,
        generator -> {
          generator.writeStringField("canister_id", canister);
          generator.writeNumberField("client_id", client);
        });
  }

  public static byte[] firstFrame(byte[] opening, byte[] signature) {
    return Cbor.map(
        2,
        generator -> {
          generator.writeBinaryField("client_canister_id", opening);
          generator.writeBinaryField("sig", signature);
        });
  }

  public static byte[] message(long client, long sequence, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] content =
        Cbor.map(
            1,
            generator -> {
              generator.writeFieldName("text");
              // Of definite length; a long string would be written in chunks.
              generator.writeUTF8String(utf8, 0, utf8.length);
            });
    return Cbor.map(4, generator -> writeMessage(generator, client, sequence, content));
  }

  /**
   * The message that says that a client is there.
   *
   * @param arrived how many messages have arrived from the canister
   */
  static byte[] heartbeat(long client, long sequence, long arrived) {
    return Cbor.map(
        5,
        generator -> {
          writeMessage(generator, client, sequence, new byte[0]);
          generator.writeNumberField("heartbeat", arrived);
        });
  }

  private static void writeMessage(
      JsonGenerator generator, long client, long sequence, byte[] content) throws IOException {
    generator.writeNumberField("client_id", client);
    generator.writeNumberField("sequence_num", sequence);
    generator.writeNumberField("timestamp", System.currentTimeMillis() * 1_000_000);
    generator.writeBinaryField("message", content);
  }

  public static byte[] laterFrame(byte[] message, byte[] signature) {
    return Cbor.map(
        2,
        generator -> {
          generator.writeBinaryField("sig", signature);
          generator.writeBinaryField("val", message);
        });
  }
}
