package icws.client;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The PoC protocol's frames as its original client makes them. */
final class PocFrames {
  private PocFrames() {}

  static byte[] opening(String canister, long client) {
    return Cbor.map(
        2,
        generator -> {
          generator.writeStringField("canister_id", canister);
          generator.writeNumberField("client_id", client);
        });
  }

  static byte[] firstFrame(byte[] opening, byte[] signature) {
    return Cbor.map(
        2,
        generator -> {
          generator.writeBinaryField("client_canister_id", opening);
          generator.writeBinaryField("sig", signature);
        });
  }

  static byte[] message(long client, long sequence, long timeNanos, byte[] content) {
    return Cbor.map(4, generator -> writeMessage(generator, client, sequence, timeNanos, content));
  }

  /**
   * The message that says that a client is there.
   *
   * @param arrived how many messages have arrived from the canister
   */
  static byte[] heartbeat(long client, long sequence, long timeNanos, long arrived) {
    return Cbor.map(
        5,
        generator -> {
          writeMessage(generator, client, sequence, timeNanos, new byte[0]);
          generator.writeNumberField("heartbeat", arrived);
        });
  }

  private static void writeMessage(
      JsonGenerator generator, long client, long sequence, long timeNanos, byte[] content)
      throws IOException {
    generator.writeNumberField("client_id", client);
    generator.writeNumberField("sequence_num", sequence);
    generator.writeNumberField("timestamp", timeNanos);
    generator.writeBinaryField("message", content);
  }

  static byte[] laterFrame(byte[] message, byte[] signature) {
    return Cbor.map(
        2,
        generator -> {
          generator.writeBinaryField("sig", signature);
          generator.writeBinaryField("val", message);
        });
  }
}
