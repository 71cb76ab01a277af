package icws.client;

import java.util.List;
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

  /** The Candid of one value. */
  public static byte[] encode(Object mapped) {
    IDLValue value = IDLValue.create(mapped, PojoSerializer.create());
    return IDLArgs.create(List.of(value)).toBytes();
  }

  /** The first value of a message. */
  public static <T> T decode(byte[] candid, Class<T> type) {
    IDLValue value = IDLArgs.fromBytes(candid).getArgs().get(0);
    return value.getValue(PojoDeserializer.create(), type);
  }
}
