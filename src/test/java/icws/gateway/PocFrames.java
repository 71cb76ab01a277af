package icws.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The PoC protocol's frames as a client makes and reads them; shares no code with the gateway. */
final class PocFrames {
  private static final CBORFactory CBOR = new CBORFactory();
  private static final ObjectMapper MAPPER = new ObjectMapper(CBOR);

  private PocFrames() {}

  /** Writes the entries of one map. */
  @FunctionalInterface
  interface Fields {
    void writeTo(CBORGenerator generator) throws IOException;
  }

  /** A CBOR map behind the self-describe tag, as the original client writes it. */
  static byte[] map(int size, Fields fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CBORGenerator generator = CBOR.createGenerator(out)) {
      generator.writeTag(55799);
      generator.writeStartObject(null, size);
      fields.writeTo(generator);
      generator.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  static byte[] opening(String canister, long client) {
    return map(
        2,
        generator -> {
          generator.writeStringField("canister_id", canister);
          generator.writeNumberField("client_id", client);
        });
  }

  static byte[] firstFrame(byte[] opening, byte[] signature) {
    return map(
        2,
        generator -> {
          generator.writeBinaryField("client_canister_id", opening);
          generator.writeBinaryField("sig", signature);
        });
  }

  static byte[] message(long client, long sequence, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] content =
        map(
            1,
            generator -> {
              generator.writeFieldName("text");
              // Of definite length; a long string would be written in chunks.
              generator.writeUTF8String(utf8, 0, utf8.length);
            });
    return map(
        4,
        generator -> {
          generator.writeNumberField("client_id", client);
          generator.writeNumberField("sequence_num", sequence);
          generator.writeNumberField("timestamp", System.currentTimeMillis() * 1_000_000);
          generator.writeBinaryField("message", content);
        });
  }

  static byte[] laterFrame(byte[] message, byte[] signature) {
    return map(
        2,
        generator -> {
          generator.writeBinaryField("sig", signature);
          generator.writeBinaryField("val", message);
        });
  }

  static JsonNode read(byte[] cbor) {
    try {
      return MAPPER.readTree(cbor);
    } catch (IOException notCbor) {
      throw new UncheckedIOException(notCbor);
    }
  }

  static byte[] bytes(JsonNode map, String field) {
    try {
      return map.required(field).binaryValue();
    } catch (IOException notBytes) {
      throw new UncheckedIOException(notBytes);
    }
  }
}
