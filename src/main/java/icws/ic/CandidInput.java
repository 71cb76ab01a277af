package icws.ic;

import java.math.BigInteger;

/** The bytes of a Candid message and how far they are read. For one thread. */
final class CandidInput {

  /** Bytes of a number of unlimited size; converting longer ones to decimal digits is costly. */
  private static final int MAX_NUMBER_BYTES = 1_024;

  private final Bytes message;
  private final byte[] array;
  private final int end;
  private int position;

  CandidInput(Bytes message) {
    this.message = message;
    this.array = message.sharedArray();
    this.position = message.sharedOffset();
    this.end = position + message.size();
  }

  int remaining() {
    return end - position;
  }

  int octet() {
    if (position == end) {
      throw new CandidException("the message ends early");
    }
    return array[position++] & 0xff;
  }

  /** The next bytes, sharing the message's memory. */
  Bytes take(int size) {
    if (size > remaining()) {
      throw new CandidException("the message ends early");
    }
    int from = position - message.sharedOffset();
    position += size;
    return message.slice(from, from + size);
  }

  /** A length or index that must be at most {@code limit}. */
  int count(long limit, String what) {
    long value = unsigned();
    if (value < 0 || value > limit) {
      throw new CandidException(what + " " + Long.toUnsignedString(value) + " is too large");
    }
    return (int) value;
  }

  /** A LEB128 number of at most 64 bits. */
  long unsigned() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int octet = octet();
      if (shift == 63 && octet > 1) {
        throw new CandidException("a number of more than 64 bits");
      }
      value |= (long) (octet & 0x7f) << shift;
      if (octet < 0x80) {
        return value;
      }
    }
  }

  /** An SLEB128 number of at most 33 bits: a type. */
  long signed() {
    long value = 0;
    for (int shift = 0; shift <= 28; shift += 7) {
      int octet = octet();
      value |= (long) (octet & 0x7f) << shift;
      if (octet < 0x80) {
        int unused = 64 - shift - 7;
        return value << unused >> unused;
      }
    }
    throw new CandidException("a type of more than 33 bits");
  }

  /** A little-endian number of 1 to 8 bytes. */
  long fixed(int width) {
    if (width > remaining()) {
      throw new CandidException("the message ends early");
    }
    long value = 0;
    for (int i = 0; i < width; i++) {
      value |= (array[position + i] & 0xffL) << (8 * i);
    }
    position += width;
    return value;
  }

  BigInteger natural() {
    return number(false);
  }

  BigInteger integer() {
    return number(true);
  }

  private BigInteger number(boolean signed) {
    int from = position;
    while (octet() >= 0x80) {
      if (position - from == MAX_NUMBER_BYTES) {
        throw new CandidException("a number of more than " + MAX_NUMBER_BYTES + " bytes");
      }
    }
    int groups = position - from;
    if (groups <= 9) {
      return BigInteger.valueOf(smallNumber(from, groups, signed));
    }
    BigInteger value = BigInteger.ZERO;
    for (int i = groups - 1; i >= 0; i--) {
      value = value.shiftLeft(7).or(BigInteger.valueOf(array[from + i] & 0x7f));
    }
    boolean negative = signed && (array[position - 1] & 0x40) != 0;
    return negative ? value.subtract(BigInteger.ONE.shiftLeft(7 * groups)) : value;
  }

  private long smallNumber(int from, int groups, boolean signed) {
    long value = 0;
    for (int i = 0; i < groups; i++) {
      value |= (long) (array[from + i] & 0x7f) << (7 * i);
    }
    int unused = 64 - 7 * groups;
    return signed ? value << unused >> unused : value;
  }
}
