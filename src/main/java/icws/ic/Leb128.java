package icws.ic;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/**
 * Little-endian base 128 numbers, as Candid, request ids and certified times use them (Candid
 * specification, "Binary Format"): seven bits a byte, the lowest first, the eighth bit set in all
 * but the last.
 */
public final class Leb128 {

  private Leb128() {}

  /**
   * Writes a natural number of any size.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public static Bytes unsigned(BigInteger number) {
    if (number.signum() < 0) {
      throw new IllegalArgumentException("a natural number is not negative: " + number);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BigInteger rest = number;
    while (rest.bitLength() > 7) {
      out.write((rest.intValue() & 0x7f) | 0x80);
      rest = rest.shiftRight(7);
    }
    out.write(rest.intValue());
    return Bytes.wrap(out.toByteArray());
  }

  /** Writes the 64 bits of a natural number: above 2^63 - 1 the long is negative. */
  public static Bytes unsigned(long number) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(10);
    long rest = number;
    while (Long.compareUnsigned(rest, 0x7f) > 0) {
      out.write(((int) rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
    return Bytes.wrap(out.toByteArray());
  }

  /** Writes an integer of any size, in two's complement. */
  public static Bytes signed(BigInteger number) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BigInteger rest = number;
    // One bit of the last byte is the sign.
    while (rest.bitLength() > 6) {
      out.write((rest.intValue() & 0x7f) | 0x80);
      rest = rest.shiftRight(7);
    }
    out.write(rest.intValue() & 0x7f);
    return Bytes.wrap(out.toByteArray());
  }

  /**
   * Reads a number of at most 64 bits that takes all of the bytes, such as a certified time.
   *
   * @return its 64 bits: above 2^63 - 1 the long is negative
   * @throws IllegalArgumentException if the bytes are not such a number
   */
  public static long readUnsigned64(Bytes bytes) {
    long value = 0;
    for (int i = 0; i < bytes.size(); i++) {
      int octet = bytes.at(i) & 0xff;
      if (i > 9 || (i == 9 && octet > 1)) {
        throw new IllegalArgumentException("a number of more than 64 bits");
      }
      value |= (long) (octet & 0x7f) << (7 * i);
      if (octet < 0x80) {
        if (i + 1 != bytes.size()) {
          throw new IllegalArgumentException("bytes after a number");
        }
        return value;
      }
    }
    throw new IllegalArgumentException("a number without an end");
  }
}
