package icws.ic.cbor;

import icws.ic.Bytes;
import icws.ic.Principal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.List;

/**
 * Writes one CBOR item (RFC 8949) with definite lengths and shortest heads, the form that every
 * peer reads and that signatures are made over.
 *
 * <p>The caller says the size of a map or array and then writes as many keys and items; nothing
 * checks that count. Integers above 2^63 - 1 stay plain integers, which Jackson's generator would
 * write as big numbers; hence no Jackson here. For one thread.
 */
public final class CborWriter {

  private static final int UNSIGNED = 0;
  private static final int BYTE_STRING = 2;
  private static final int TEXT_STRING = 3;
  private static final int ARRAY = 4;
  private static final int MAP = 5;
  private static final int TAG = 6;
  private static final int SELF_DESCRIBE_TAG = 55_799;
  private static final int FALSE = 0xf4;
  private static final int TRUE = 0xf5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** The tag 55799, {@code d9 d9 f7}, that marks what follows as CBOR. */
  public CborWriter selfDescribe() {
    return head(TAG, SELF_DESCRIBE_TAG);
  }

  /** Begins a map of that many keys. */
  public CborWriter map(int size) {
    return head(MAP, size);
  }

  /** Begins an array of that many elements. */
  public CborWriter array(int size) {
    return head(ARRAY, size);
  }

  /** A key of a map; its value comes next. */
  public CborWriter key(String key) {
    return text(key);
  }

  /** Writes a text. */
  public CborWriter text(String text) {
    return string(TEXT_STRING, Bytes.utf8(text));
  }

  /** Writes bytes. */
  public CborWriter bytes(Bytes bytes) {
    return string(BYTE_STRING, bytes);
  }

  /** An integer from 0 to 2^64 - 1, given as the 64 bits of a long. */
  public CborWriter unsigned64(long value) {
    return head(UNSIGNED, value);
  }

  /**
   * Writes a value of one of the types that {@link CborMap} holds, or a {@link Long} as 64 unsigned
   * bits, or a {@link Principal} as its bytes.
   *
   * @throws IllegalArgumentException if it is of another type
   */
  public CborWriter value(Object value) {
    if (value instanceof Bytes bytes) {
      return bytes(bytes);
    }
    if (value instanceof Principal principal) {
      return bytes(principal.raw());
    }
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof Long number) {
      return unsigned64(number);
    }
    if (value instanceof BigInteger number) {
      return unsigned64(requireUnsigned64(number));
    }
    if (value instanceof Boolean truth) {
      return bool(truth);
    }
    return composite(value);
  }

  private CborWriter composite(Object value) {
    if (value instanceof List<?> list) {
      array(list.size());
      list.forEach(this::value);
      return this;
    }
    if (value instanceof CborMap map) {
      map(map.values().size());
      map.values().forEach((key, item) -> key(key).value(item));
      return this;
    }
    throw new IllegalArgumentException("no CBOR for a value of " + value.getClass());
  }

  private static long requireUnsigned64(BigInteger number) {
    if (number.signum() < 0 || number.bitLength() > 64) {
      throw new IllegalArgumentException("not an unsigned 64-bit integer: " + number);
    }
    return number.longValue();
  }

  /** Writes a truth value. */
  public CborWriter bool(boolean value) {
    out.write(value ? TRUE : FALSE);
    return this;
  }

  /** An item that is CBOR already. */
  public CborWriter raw(Bytes item) {
    append(item);
    return this;
  }

  /** All that was written. */
  public Bytes toBytes() {
    return Bytes.wrap(out.toByteArray());
  }

  private CborWriter string(int major, Bytes content) {
    head(major, content.size());
    append(content);
    return this;
  }

  private CborWriter head(int major, long value) {
    int type = major << 5;
    if (Long.compareUnsigned(value, 24) < 0) {
      out.write(type | (int) value);
    } else if (Long.compareUnsigned(value, 1L << 8) < 0) {
      argument(type | 24, value, 1);
    } else if (Long.compareUnsigned(value, 1L << 16) < 0) {
      argument(type | 25, value, 2);
    } else if (Long.compareUnsigned(value, 1L << 32) < 0) {
      argument(type | 26, value, 4);
    } else {
      argument(type | 27, value, 8);
    }
    return this;
  }

  private void argument(int initialByte, long value, int bytes) {
    out.write(initialByte);
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
  }

  private void append(Bytes content) {
    try {
      content.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to write", e);
    }
  }
}
