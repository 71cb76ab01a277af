package icws.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import icws.client.IcWebSocketException.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** CBOR maps, written as the published clients write them, and read with or without the tag. */
final class Cbor {
  private static final CBORFactory FACTORY = new CBORFactory();
  private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);

  /** Of the protocols' frames and messages: several times what the largest have. */
  private static final int MOST_TOKENS = 200;

  private static final ObjectMapper FRAMES =
      new ObjectMapper(
          CBORFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxTokenCount(MOST_TOKENS).build())
              .build());

  private static final int SELF_DESCRIBED = 55799;

  private Cbor() {}

  /** Writes the entries of one map. */
  @FunctionalInterface
  interface Fields {
    void writeTo(CBORGenerator generator) throws IOException;
  }

  /** A map of definite length behind the self-describe tag. */
  static byte[] map(int size, Fields fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CBORGenerator generator = FACTORY.createGenerator(out)) {
      generator.writeTag(SELF_DESCRIBED);
      write(generator, size, fields);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  /** A map as the value of a field. */
  static void mapField(CBORGenerator generator, String name, int size, Fields fields)
      throws IOException {
    generator.writeFieldName(name);
    write(generator, size, fields);
  }

  private static void write(CBORGenerator generator, int size, Fields fields) throws IOException {
    generator.writeStartObject(null, size);
    fields.writeTo(generator);
    generator.writeEndObject();
  }

  /** A value of definite lengths throughout: what canisters read. */
  static byte[] write(JsonNode value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CBORGenerator generator = FACTORY.createGenerator(out)) {
      write(generator, value);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private static void write(CBORGenerator generator, JsonNode value) throws IOException {
    if (value.isObject()) {
      writeObject(generator, value);
    } else if (value.isArray()) {
      generator.writeStartArray(null, value.size());
      for (JsonNode element : value) {
        write(generator, element);
      }
      generator.writeEndArray();
    } else if (value.isTextual()) {
      // The generator would write a long one in chunks.
      byte[] utf8 = value.textValue().getBytes(StandardCharsets.UTF_8);
      generator.writeUTF8String(utf8, 0, utf8.length);
    } else {
      generator.writeTree(value);
    }
  }

  private static void writeObject(CBORGenerator generator, JsonNode value) throws IOException {
    generator.writeStartObject(null, value.size());
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      generator.writeFieldName(field.getKey());
      write(generator, field.getValue());
    }
    generator.writeEndObject();
  }

  /**
   * Reads one item.
   *
   * @throws IcWebSocketException if the bytes are no CBOR, as all below if a field is not so
   */
  static JsonNode read(byte[] cbor) {
    return read(cbor, MAPPER);
  }

  /**
   * As {@link #read}, what a gateway may have made up: a frame, or the message in it. A tree takes
   * a hundred times as much memory as the bytes it is read from, so it is a small one.
   */
  static JsonNode readFrame(byte[] cbor) {
    return read(cbor, FRAMES);
  }

  private static JsonNode read(byte[] cbor, ObjectMapper mapper) {
    try {
      return mapper.readTree(cbor);
    } catch (IOException notCbor) {
      throw new IcWebSocketException(Failure.MALFORMED_FRAME, "not CBOR", notCbor);
    }
  }

  static JsonNode field(JsonNode map, String field) {
    JsonNode value = map.get(field);
    Conversation.require(value != null, "no field " + field);
    return requireNonNull(value);
  }

  static byte[] bytes(JsonNode map, String field) {
    JsonNode value = field(map, field);
    Conversation.require(value.isBinary(), field + " is no byte string");
    try {
      return value.binaryValue();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  static String text(JsonNode map, String field) {
    JsonNode value = field(map, field);
    Conversation.require(value.isTextual(), field + " is no text");
    return value.textValue();
  }

  static boolean flag(JsonNode map, String field) {
    JsonNode value = field(map, field);
    Conversation.require(value.isBoolean(), field + " is neither true nor false");
    return value.booleanValue();
  }

  /** A natural number of 64 bits. */
  static long unsigned(JsonNode map, String field) {
    JsonNode value = field(map, field);
    String wrong = field + " is no natural number of 64 bits";
    // First of all, since what has a fraction may have a long one.
    Conversation.require(value.isIntegralNumber(), wrong);
    BigInteger number = value.bigIntegerValue();
    Conversation.require(number.signum() >= 0 && number.bitLength() <= Long.SIZE, wrong);
    return number.longValue();
  }
}
