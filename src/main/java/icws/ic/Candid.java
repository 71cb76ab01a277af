package icws.ic;

import java.util.List;

/**
 * Candid's binary format (Candid specification, "Binary format"): small arguments out, replies in.
 *
 * <p>Decoding takes time and memory in proportion to the message and no more, whatever the message
 * claims: see {@link #MAX_DEPTH} and {@link #MAX_VALUES}. Stateless and thread-safe.
 */
public final class Candid {

  /** Options, vectors, records and variants within each other. */
  public static final int MAX_DEPTH = 64;

  /** Values in one message; a blob counts as one. */
  public static final int MAX_VALUES = 200_000;

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
    return new CandidDecoder(message).decode();
  }
}
