package icws.ic.candid;

import icws.ic.Bytes;
import icws.ic.Principal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Candid value: an argument to be encoded, or part of a decoded reply.
 *
 * <p>The {@code as…} accessors take what Candid's subtyping lets a canister answer where that type
 * is expected, and throw a {@link CandidException} that says what was wanted and found otherwise.
 * Values are immutable and thread-safe; a decoded blob shares its message's memory.
 */
public sealed interface CandidValue {

  /** {@code null}, and the only value of {@code reserved}. */
  record Null() implements CandidValue {
    private static final Null INSTANCE = new Null();
  }

  /** {@code bool}. */
  record Bool(boolean value) implements CandidValue {
    private static final Bool TRUE = new Bool(true);
    private static final Bool FALSE = new Bool(false);
  }

  /** {@code nat}, any size. */
  record Nat(BigInteger value) implements CandidValue {
    public Nat {
      if (value.signum() < 0) {
        throw new IllegalArgumentException("a nat is not negative: " + value);
      }
    }
  }

  /** {@code int}, any size. */
  record Int(BigInteger value) implements CandidValue {}

  /** {@code nat8} to {@code int64}; {@code nat64} uses all 64 bits of the long. */
  record Fixed(CandidType type, long value) implements CandidValue {
    public Fixed {
      if (!type.isFixedInteger()) {
        throw new IllegalArgumentException(type + " is not an integer type of fixed width");
      }
    }
  }

  /** {@code float32} and {@code float64}. */
  record Real(CandidType type, double value) implements CandidValue {}

  /** {@code text}. */
  record Text(String value) implements CandidValue {}

  /** {@code vec nat8}. */
  record Blob(Bytes value) implements CandidValue {}

  /** {@code principal}. */
  record Id(Principal value) implements CandidValue {}

  /** {@code opt t}. */
  record Opt(@Nullable CandidValue value) implements CandidValue {}

  /** {@code vec t} of anything but {@code nat8}. */
  record Vec(List<CandidValue> values) implements CandidValue {
    public Vec {
      values = List.copyOf(values);
    }
  }

  /** {@code record}: values by field id (the hash of the name), ids increasing. */
  record Struct(List<Field> fields) implements CandidValue {
    public Struct {
      fields = List.copyOf(fields);
    }
  }

  /** A field of a record. */
  record Field(int id, CandidValue value) {}

  /** {@code variant}: the id (the hash of the label) and value of the alternative that is taken. */
  record Variant(int id, CandidValue value) implements CandidValue {}

  /** The value {@code null}. */
  static CandidValue nullValue() {
    return Null.INSTANCE;
  }

  /** A {@code nat64}, given as the 64 bits of a long. */
  static CandidValue nat64(long value) {
    return new Fixed(CandidType.NAT64, value);
  }

  static CandidValue nat32(int value) {
    return new Fixed(CandidType.NAT32, Integer.toUnsignedLong(value));
  }

  static CandidValue nat(BigInteger value) {
    return new Nat(value);
  }

  static CandidValue nat(long value) {
    return new Nat(BigInteger.valueOf(value));
  }

  static CandidValue integer(BigInteger value) {
    return new Int(value);
  }

  static CandidValue bool(boolean value) {
    return value ? Bool.TRUE : Bool.FALSE;
  }

  static CandidValue text(String value) {
    return new Text(value);
  }

  static CandidValue blob(Bytes value) {
    return new Blob(value);
  }

  static CandidValue principal(Principal value) {
    return new Id(value);
  }

  /** A record by field names. */
  static CandidValue record(Map<String, CandidValue> fields) {
    return new Struct(
        fields.entrySet().stream()
            .map(e -> new Field(fieldId(e.getKey()), e.getValue()))
            .sorted((a, b) -> Integer.compareUnsigned(a.id(), b.id()))
            .toList());
  }

  /** A record whose fields are numbered from 0, Candid's tuple. */
  static CandidValue tuple(CandidValue... values) {
    Map<Integer, CandidValue> fields = new LinkedHashMap<>();
    for (CandidValue value : values) {
      fields.put(fields.size(), value);
    }
    return new Struct(
        fields.entrySet().stream().map(e -> new Field(e.getKey(), e.getValue())).toList());
  }

  /** A {@code vec}; its values must all be of one type. Bytes are a {@link #blob}. */
  static CandidValue vec(List<? extends CandidValue> values) {
    return new Vec(List.copyOf(values));
  }

  static CandidValue opt(@Nullable CandidValue value) {
    return new Opt(value);
  }

  static CandidValue variant(String label, CandidValue value) {
    return new Variant(fieldId(label), value);
  }

  /** The id under which Candid transmits a field or alternative of that name. */
  static int fieldId(String name) {
    int id = 0;
    for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
      id = id * 223 + (octet & 0xff);
    }
    return id;
  }

  /** A {@code nat64}, or a {@code nat} that fits, as the 64 bits of a long. */
  default long asNat64() {
    if (this instanceof Fixed fixed && fixed.type() == CandidType.NAT64) {
      return fixed.value();
    }
    if (this instanceof Nat nat && nat.value().bitLength() <= 64) {
      return nat.value().longValue();
    }
    throw unlike("a nat64");
  }

  /** A {@code nat}, or a natural number of fixed width. */
  default BigInteger asNat() {
    if (this instanceof Nat nat) {
      return nat.value();
    }
    if (this instanceof Fixed fixed && fixed.type().isUnsigned()) {
      return new BigInteger(Long.toUnsignedString(fixed.value()));
    }
    throw unlike("a nat");
  }

  /** An {@code int}, a {@code nat}, or an integer of fixed width. */
  default BigInteger asInt() {
    if (this instanceof Int integer) {
      return integer.value();
    }
    if (this instanceof Fixed fixed && !fixed.type().isUnsigned()) {
      return BigInteger.valueOf(fixed.value());
    }
    return asNat();
  }

  default boolean asBool() {
    if (this instanceof Bool bool) {
      return bool.value();
    }
    throw unlike("a bool");
  }

  default String asText() {
    if (this instanceof Text text) {
      return text.value();
    }
    throw unlike("a text");
  }

  /** A {@code blob}; it shares the message's memory. */
  default Bytes asBlob() {
    if (this instanceof Vec vec && vec.values().isEmpty()) {
      return Bytes.EMPTY; // an empty vector of any type may stand for an empty blob
    }
    if (this instanceof Blob blob) {
      return blob.value();
    }
    throw unlike("a blob");
  }

  default Principal asPrincipal() {
    if (this instanceof Id id) {
      return id.value();
    }
    throw unlike("a principal");
  }

  default List<CandidValue> asVec() {
    if (this instanceof Blob blob && blob.value().isEmpty()) {
      return List.of();
    }
    if (this instanceof Vec vec) {
      return vec.values();
    }
    throw unlike("a vec");
  }

  /** An option's value; null is none, and a bare value stands for an option that holds it. */
  default Optional<CandidValue> asOpt() {
    if (this instanceof Opt opt) {
      return Optional.ofNullable(opt.value());
    }
    return this instanceof Null ? Optional.empty() : Optional.of(this);
  }

  /** The value of a record's field. */
  default CandidValue field(String name) {
    return find(fieldId(name))
        .orElseThrow(() -> new CandidException("the record has no field " + name));
  }

  /** The value of an optional field: empty when it is missing, null or none. */
  default Optional<CandidValue> optionalField(String name) {
    return find(fieldId(name)).flatMap(CandidValue::asOpt);
  }

  default boolean isVariant(String label) {
    return this instanceof Variant variant && variant.id() == fieldId(label);
  }

  /** The value of a variant that must have taken this alternative. */
  default CandidValue variant(String label) {
    if (this instanceof Variant variant && variant.id() == fieldId(label)) {
      return variant.value();
    }
    throw unlike("the variant " + label);
  }

  private Optional<CandidValue> find(int id) {
    if (!(this instanceof Struct record)) {
      throw unlike("a record");
    }
    for (Field field : record.fields()) {
      if (field.id() == id) {
        return Optional.of(field.value());
      }
    }
    return Optional.empty();
  }

  private CandidException unlike(String wanted) {
    return new CandidException(wanted + " was expected, not a " + getClass().getSimpleName());
  }
}
