package icws.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** CBOR maps, written as the published clients write them, and read with or without the tag. */
public final class Cbor {
  private static final CBORFactory FACTORY = new CBORFactory();
  private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);
  private static final int SELF_DESCRIBED = 55799;

  private Cbor() {}

  /** Writes the entries of one map. */
  @FunctionalInterface
  public interface Fields {
    void writeTo(CBORGenerator generator) throws IOException;
  }

  /** A map of definite length behind the self-describe tag. */
  public static byte[] map(int size, Fields fields) {
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
