package icws.ic.candid;

/** The types of Candid's binary format, by their codes. */
public enum CandidType {
  NULL(-1),
  BOOL(-2),
  NAT(-3),
  INT(-4),
  NAT8(-5),
  NAT16(-6),
  NAT32(-7),
  NAT64(-8),
  INT8(-9),
  INT16(-10),
  INT32(-11),
  INT64(-12),
  FLOAT32(-13),
  FLOAT64(-14),
  TEXT(-15),
  RESERVED(-16),
  EMPTY(-17),
  OPT(-18),
  VEC(-19),
  RECORD(-20),
  VARIANT(-21),
  FUNC(-22),
  SERVICE(-23),
  PRINCIPAL(-24);

  private static final CandidType[] BY_CODE = values();

  private final int code;

  CandidType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** The type of a code from -1 to -24. */
  static CandidType ofCode(long code) {
    if (code > -1 || code < -BY_CODE.length) {
      throw new CandidException("unknown type code " + code);
    }
    return BY_CODE[(int) (-1 - code)];
  }

  /** Whether the type needs no entry in the type table. */
  boolean isPrimitive() {
    return compareTo(EMPTY) <= 0 || this == PRINCIPAL;
  }

  boolean isFixedInteger() {
    return compareTo(NAT8) >= 0 && compareTo(INT64) <= 0;
  }

  boolean isUnsigned() {
    return compareTo(NAT8) >= 0 && compareTo(NAT64) <= 0;
  }

  /** The bytes of a fixed-width number. */
  int width() {
    return switch (this) {
      case NAT8, INT8 -> 1;
      case NAT16, INT16 -> 2;
      case NAT32, INT32, FLOAT32 -> 4;
      case NAT64, INT64, FLOAT64 -> 8;
      default -> throw new IllegalStateException(this + " has no fixed width");
    };
  }
}
