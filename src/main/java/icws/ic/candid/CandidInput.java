package icws.ic.candid;

import icws.ic.Bytes;
import java.math.BigInteger;

/** The bytes of a Candid message and how far they are read. For one thread. */
final class CandidInput {

  /** Bytes of a number of unlimited size; to write longer ones in decimal digits is costly. */
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

  int size() {
    return message.size();
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
    return groups <= 9
        ? BigInteger.valueOf(smallNumber(from, groups, signed))
        : bigNumber(from, groups, signed);
  }

  /** Puts the groups of 7 bits, the lowest first, into bytes, the highest first. */
  private BigInteger bigNumber(int from, int groups, boolean signed) {
    boolean negative = signed && (array[from + groups - 1] & 0x40) != 0;
    byte[] bigEndian = new byte[(7 * groups + 7) / 8];
    int at = bigEndian.length;
    // The bits above the last group repeat the sign.
    int pending = 0;
    int bits = 0;
    for (int i = 0; i < groups; i++) {
      pending |= (array[from + i] & 0x7f) << bits;
      bits += 7;
      if (bits >= 8) {
        bigEndian[--at] = (byte) pending;
        pending >>>= 8;
        bits -= 8;
      }
    }
    if (at > 0) {
      bigEndian[--at] = (byte) (negative ? pending | -1 << bits : pending);
    }
    return negative ? new BigInteger(bigEndian) : new BigInteger(1, bigEndian);
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
