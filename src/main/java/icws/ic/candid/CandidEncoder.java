package icws.ic.candid;

import icws.ic.Bytes;
import icws.ic.Leb128;
import icws.ic.candid.CandidValue.Field;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Encodes the arguments of one call. For one thread, for one message. */
final class CandidEncoder {

  private static final Bytes MAGIC = Bytes.utf8("DIDL");
  private static final Bytes EMPTY_TYPE = code(CandidType.EMPTY);

  private final ByteArrayOutputStream values = new ByteArrayOutputStream();

  /** Each composite type's description, and its index in the type table. */
  private final Map<Bytes, Integer> table = new LinkedHashMap<>();

  Bytes encode(List<CandidValue> args) {
    Bytes[] types = args.stream().map(this::type).toArray(Bytes[]::new);
    args.forEach(this::write);
    return Bytes.concat(
        MAGIC,
        Leb128.unsigned(table.size()),
        Bytes.concat(table.keySet().toArray(Bytes[]::new)),
        Leb128.unsigned(args.size()),
        Bytes.concat(types),
        Bytes.wrap(values.toByteArray()));
  }

  /** The reference to a value's type, after putting its description into the table. */
  private Bytes type(CandidValue value) {
    if (value instanceof CandidValue.Opt opt) {
      Bytes inner = opt.value() == null ? EMPTY_TYPE : type(opt.value());
      return entry(CandidType.OPT, inner);
    }
    if (value instanceof CandidValue.Blob) {
      return entry(CandidType.VEC, code(CandidType.NAT8));
    }
    if (value instanceof CandidValue.Vec vec) {
      return entry(CandidType.VEC, elementType(vec.values()));
    }
    if (value instanceof CandidValue.Struct struct) {
      return entry(CandidType.RECORD, fieldTypes(struct.fields()));
    }
    if (value instanceof CandidValue.Variant variant) {
      List<Field> alternative = List.of(new Field(variant.id(), variant.value()));
      return entry(CandidType.VARIANT, fieldTypes(alternative));
    }
    return code(primitiveType(value));
  }

  private static CandidType primitiveType(CandidValue value) {
    if (value instanceof CandidValue.Fixed fixed) {
      return fixed.type();
    }
    if (value instanceof CandidValue.Real real) {
      return real.type();
    }
    if (value instanceof CandidValue.Nat) {
      return CandidType.NAT;
    }
    if (value instanceof CandidValue.Int) {
      return CandidType.INT;
    }
    if (value instanceof CandidValue.Bool) {
      return CandidType.BOOL;
    }
    if (value instanceof CandidValue.Text) {
      return CandidType.TEXT;
    }
    return value instanceof CandidValue.Id ? CandidType.PRINCIPAL : CandidType.NULL;
  }

  private Bytes elementType(List<CandidValue> elements) {
    Bytes common = null;
    for (CandidValue element : elements) {
      Bytes type = type(element);
      if (common != null && !common.equals(type)) {
        throw new IllegalArgumentException("the values of a vec are not all of one type");
      }
      common = type;
    }
    return common == null ? EMPTY_TYPE : common;
  }

  private Bytes fieldTypes(List<Field> fields) {
    Bytes[] parts = new Bytes[2 * fields.size() + 1];
    parts[0] = Leb128.unsigned(fields.size());
    for (int i = 0; i < fields.size(); i++) {
      parts[2 * i + 1] = Leb128.unsigned(Integer.toUnsignedLong(fields.get(i).id()));
      parts[2 * i + 2] = type(fields.get(i).value());
    }
    return Bytes.concat(parts);
  }

  private Bytes entry(CandidType type, Bytes description) {
    Bytes key = Bytes.concat(code(type), description);
    int index = table.computeIfAbsent(key, added -> table.size());
    return Leb128.signed(BigInteger.valueOf(index));
  }

  private void write(CandidValue value) {
    if (value instanceof CandidValue.Opt opt) {
      values.write(opt.value() == null ? 0 : 1);
      if (opt.value() != null) {
        write(opt.value());
      }
    } else if (value instanceof CandidValue.Vec vec) {
      append(Leb128.unsigned(vec.values().size()));
      vec.values().forEach(this::write);
    } else if (value instanceof CandidValue.Struct struct) {
      struct.fields().forEach(field -> write(field.value()));
    } else if (value instanceof CandidValue.Variant variant) {
      values.write(0); // the index of the only alternative
      write(variant.value());
    } else {
      writePrimitive(value);
    }
  }

  private void writePrimitive(CandidValue value) {
    if (value instanceof CandidValue.Blob blob) {
      appendWithLength(blob.value());
    } else if (value instanceof CandidValue.Text text) {
      appendWithLength(Bytes.utf8(text.value()));
    } else if (value instanceof CandidValue.Id id) {
      values.write(1); // not opaque
      appendWithLength(id.value().raw());
    } else if (value instanceof CandidValue.Nat nat) {
      append(Leb128.unsigned(nat.value()));
    } else if (value instanceof CandidValue.Int integer) {
      append(Leb128.signed(integer.value()));
    } else if (value instanceof CandidValue.Bool bool) {
      values.write(bool.value() ? 1 : 0);
    } else if (value instanceof CandidValue.Fixed fixed) {
      appendLittleEndian(fixed.value(), fixed.type().width());
    } else if (value instanceof CandidValue.Real real) {
      appendReal(real);
    }
  }

  private void appendReal(CandidValue.Real real) {
    if (real.type() == CandidType.FLOAT32) {
      appendLittleEndian(Float.floatToRawIntBits((float) real.value()), 4);
    } else {
      appendLittleEndian(Double.doubleToRawLongBits(real.value()), 8);
    }
  }

  private void appendLittleEndian(long bits, int width) {
    for (int i = 0; i < width; i++) {
      values.write((int) (bits >>> (8 * i)));
    }
  }

  private void appendWithLength(Bytes bytes) {
    append(Leb128.unsigned(bytes.size()));
    append(bytes);
  }

  private void append(Bytes bytes) {
    values.writeBytes(bytes.toByteArray());
  }

  private static Bytes code(CandidType type) {
    return Leb128.signed(BigInteger.valueOf(type.code()));
  }
}
