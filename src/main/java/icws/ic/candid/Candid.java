package icws.ic.candid;

import icws.ic.Bytes;
import java.util.List;

/**
 * Candid's binary format (Candid specification, "Binary format"): small arguments out, replies in.
 *
 * <p>Decoding takes time and memory in proportion to the message and no more, whatever the message
 * claims: it has at most {@link #MAX_VALUES} values, in a small message a few for each byte, which
 * nest no deeper than {@link #MAX_DEPTH}. Stateless and thread-safe.
 */
public final class Candid {

  /** Options, vectors, records and variants within each other. */
  public static final int MAX_DEPTH = 64;

  /** Values in one message of any size; a blob counts as one. */
  public static final int MAX_VALUES = 200_000;

  /** Values in a small message, and how many more there may be for each of its bytes. */
  static final int VALUES_OF_ANY_MESSAGE = 64;

  static final int VALUES_PER_BYTE = 2;

  /** Elements of a vector that take no bytes at all: nulls, records of nothing. */
  static final int MAX_EMPTY_ELEMENTS = 1_000;

  private Candid() {}

  /**
   * Encodes arguments, with the narrowest types that fit the values: an empty vector is a {@code
   * vec empty}, none an {@code opt empty}, both subtypes of what any method expects.
   *
   * @throws IllegalArgumentException if a vector's values are not all of one type
   */
  public static Bytes encode(CandidValue... args) {
    return new CandidEncoder().encode(List.of(args));
  }

  /**
   * Decodes a message whose types are data: no {@code func}, {@code service} or later addition.
   *
   * @throws CandidException if the message is malformed, over a limit or followed by more bytes
   */
  public static List<CandidValue> decode(Bytes message) {
    long quota = VALUES_OF_ANY_MESSAGE + (long) VALUES_PER_BYTE * message.size();
    return new CandidDecoder(message, (int) Math.min(quota, MAX_VALUES)).decode();
  }

  /**
   * Decodes the first value of a message, as {@link #decode} does, and looks at nothing behind it.
   *
   * @param maxValues how many values that may be, with those within it; also how much the types may
   *     be made of
   * @throws CandidException if there is no value, it is malformed or over a limit
   */
  public static CandidValue decodeFirst(Bytes message, int maxValues) {
    return new CandidDecoder(message, maxValues).decodeFirst();
  }
}
