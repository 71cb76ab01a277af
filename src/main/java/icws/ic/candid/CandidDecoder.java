package icws.ic.candid;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.candid.CandidValue.Field;
import java.util.ArrayList;
import java.util.List;

/** Decodes one message, driven by the types it brings. For one thread, for one message. */
final class CandidDecoder {

  private static final int OPAQUE_REFERENCE = 0;
  private static final long MAGIC = 0x4c444944; // "DIDL", little-endian
  private static final int PREALLOCATED_VALUES = 64;

  private final CandidInput in;
  private final int quota;
  private CandidTypeTable types = CandidTypeTable.NONE;
  private int valuesLeft;

  /**
   * @param quota for the parts of the type table and for the values, each by themselves
   */
  CandidDecoder(Bytes message, int quota) {
    this.in = new CandidInput(message);
    this.quota = quota;
    this.valuesLeft = quota;
  }

  List<CandidValue> decode() {
    int[] argumentTypes = types();
    charge(argumentTypes.length);
    List<CandidValue> values = new ArrayList<>(Math.min(argumentTypes.length, PREALLOCATED_VALUES));
    for (int type : argumentTypes) {
      values.add(value(type, 0));
    }
    if (in.remaining() > 0) {
      throw new CandidException(in.remaining() + " bytes follow the values");
    }
    return List.copyOf(values);
  }

  CandidValue decodeFirst() {
    int[] argumentTypes = types();
    if (argumentTypes.length == 0) {
      throw new CandidException("there is no value");
    }
    charge(1);
    return value(argumentTypes[0], 0);
  }

  /** Reads what comes before the values: their types. */
  private int[] types() {
    if (in.fixed(4) != MAGIC) {
      throw new CandidException("not Candid: it does not begin with DIDL");
    }
    types = CandidTypeTable.read(in, quota);
    int[] argumentTypes = new int[in.count(Math.min(in.remaining(), quota), "number of values")];
    for (int i = 0; i < argumentTypes.length; i++) {
      argumentTypes[i] = types.readReference(in);
    }
    return argumentTypes;
  }

  /** Counts values before anything is spent on them. */
  private void charge(int values) {
    if (values > valuesLeft) {
      throw new CandidException("too many values for a message of " + in.size() + " bytes");
    }
    valuesLeft -= values;
  }

  /** Reads a value that was charged. */
  private CandidValue value(int type, int depth) {
    if (type < 0) {
      return primitive(CandidType.ofCode(type));
    }
    if (depth == Candid.MAX_DEPTH) {
      throw new CandidException("values nest deeper than " + Candid.MAX_DEPTH);
    }
    CandidTypeTable.Entry entry = types.entry(type);
    return switch (entry.type()) {
      case OPT -> opt(entry, depth + 1);
      case VEC -> vec(entry, depth + 1);
      case RECORD -> struct(entry, depth + 1);
      case VARIANT -> variant(entry, depth + 1);
      default -> throw new CandidException("a value of type " + entry.type());
    };
  }

  private CandidValue primitive(CandidType type) {
    return switch (type) {
      case NULL, RESERVED -> CandidValue.nullValue();
      case BOOL -> CandidValue.bool(flag("bool"));
      case NAT -> new CandidValue.Nat(in.natural());
      case INT -> new CandidValue.Int(in.integer());
      case TEXT -> text();
      case FLOAT32 -> new CandidValue.Real(type, Float.intBitsToFloat((int) in.fixed(4)));
      case FLOAT64 -> new CandidValue.Real(type, Double.longBitsToDouble(in.fixed(8)));
      case PRINCIPAL -> principal();
      case EMPTY -> throw new CandidException("a value of the type that has none, empty");
      default -> fixed(type);
    };
  }

  private CandidValue fixed(CandidType type) {
    long bits = in.fixed(type.width());
    int unused = 64 - 8 * type.width();
    return new CandidValue.Fixed(type, type.isUnsigned() ? bits : bits << unused >> unused);
  }

  private CandidValue text() {
    Bytes utf8 = in.take(in.count(in.remaining(), "text length"));
    try {
      return new CandidValue.Text(utf8.toUtf8());
    } catch (IllegalArgumentException e) {
      throw new CandidException("a text that is not UTF-8", e);
    }
  }

  private CandidValue principal() {
    if (in.octet() == OPAQUE_REFERENCE) {
      throw new CandidException("an opaque principal reference");
    }
    return new CandidValue.Id(new Principal(in.take(in.count(Principal.MAX_BYTES, "length"))));
  }

  private boolean flag(String what) {
    int octet = in.octet();
    if (octet > 1) {
      throw new CandidException("a " + what + " encoded as " + octet);
    }
    return octet == 1;
  }

  private CandidValue opt(CandidTypeTable.Entry entry, int depth) {
    if (!flag("opt")) {
      return CandidValue.opt(null);
    }
    charge(1);
    return CandidValue.opt(value(entry.inner(), depth));
  }

  private CandidValue vec(CandidTypeTable.Entry entry, int depth) {
    if (entry.inner() == CandidType.NAT8.code()) {
      return new CandidValue.Blob(in.take(in.count(in.remaining(), "blob length")));
    }
    int size = in.count(valuesLeft, "vec length");
    charge(size);
    List<CandidValue> values = new ArrayList<>(Math.min(size, PREALLOCATED_VALUES));
    int left = in.remaining();
    for (int i = 0; i < size; i++) {
      values.add(value(entry.inner(), depth));
      if (i == Candid.MAX_EMPTY_ELEMENTS && in.remaining() == left) {
        throw new CandidException("a vec of " + size + " elements that take no bytes");
      }
    }
    return new CandidValue.Vec(values);
  }

  private CandidValue struct(CandidTypeTable.Entry entry, int depth) {
    charge(entry.fields());
    List<Field> fields = new ArrayList<>(entry.fields());
    for (int i = 0; i < entry.fields(); i++) {
      fields.add(new Field(entry.id(i), value(entry.fieldType(i), depth)));
    }
    return new CandidValue.Struct(fields);
  }

  private CandidValue variant(CandidTypeTable.Entry entry, int depth) {
    int taken = in.count(entry.fields() - 1L, "variant index");
    charge(1);
    return new CandidValue.Variant(entry.id(taken), value(entry.fieldType(taken), depth));
  }
}
