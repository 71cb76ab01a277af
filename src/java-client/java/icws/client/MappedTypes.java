package icws.client;

import java.util.List;
import org.ic4j.candid.CandidError;
import org.ic4j.candid.parser.IDLArgs;
import org.ic4j.candid.parser.IDLValue;
import org.ic4j.candid.pojo.PojoDeserializer;
import org.ic4j.candid.pojo.PojoSerializer;

/**
 * The content of messages as objects of classes that ic4j maps to Candid: fields by their names, or
 * by those in its annotations.
 */
public final class MappedTypes {

  private MappedTypes() {}

  /**
   * The Candid of one value.
   *
   * @throws CandidError if ic4j cannot map its class
   */
  public static byte[] encode(Object mapped) {
    IDLValue value = IDLValue.create(mapped, PojoSerializer.create());
    return IDLArgs.create(List.of(value)).toBytes();
  }

  /**
   * The first value of a message.
   *
   * @param type with fields of types that ic4j maps, and an empty constructor
   * @throws CandidError if the bytes are no Candid, or no such value
   */
  public static <T> T decode(byte[] candid, Class<T> type) {
    IDLValue value = IDLArgs.fromBytes(candid).getArgs().get(0);
    return value.getValue(PojoDeserializer.create(), type);
  }
}
