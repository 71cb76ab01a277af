package icws.ic;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable run of bytes, compared by content; its order is lexicographic on unsigned bytes.
 *
 * <p>A {@link #slice} shares the memory it was cut from, so a small slice keeps a large message
 * alive; {@link #compact} cuts that tie. Thread-safe.
 */
public final class Bytes implements Comparable<Bytes> {

  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int size;

  private Bytes(byte[] array, int offset, int size) {
    this.array = array;
    this.offset = offset;
    this.size = size;
  }

  /** A copy of an array. */
  public static Bytes copyOf(byte[] array) {
    return wrap(array.clone());
  }

  /** Copies {@code array[from..to)}. */
  public static Bytes copyOf(byte[] array, int from, int to) {
    Objects.checkFromToIndex(from, to, array.length);
    return wrap(Arrays.copyOfRange(array, from, to));
  }

  /** Copies what remains in the buffer and leaves the buffer's position alone. */
  public static Bytes copyOf(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return wrap(copy);
  }

  /** Takes the array without a copy: the caller gives it up and must not write to it again. */
  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
  }

  /** Bytes from 0 to 255. */
  public static Bytes of(int... octets) {
    byte[] array = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      array[i] = (byte) octets[i];
    }
    return wrap(array);
  }

  /**
   * Reads hexadecimal digits.
   *
   * @throws IllegalArgumentException if the text is not an even number of hexadecimal digits
   */
  public static Bytes ofHex(String hex) {
    return wrap(HexFormat.of().parseHex(hex));
  }

  /** A text in UTF-8. */
  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Parts one after the other. */
  public static Bytes concat(Bytes... parts) {
    int size = 0;
    for (Bytes part : parts) {
      size = Math.addExact(size, part.size);
    }
    byte[] joined = new byte[size];
    int position = 0;
    for (Bytes part : parts) {
      System.arraycopy(part.array, part.offset, joined, position, part.size);
      position += part.size;
    }
    return wrap(joined);
  }

  /** How many bytes there are. */
  public int size() {
    return size;
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** The byte at an index from 0 on. */
  public byte at(int index) {
    return array[offset + Objects.checkIndex(index, size)];
  }

  /** The bytes {@code [from..to)}, sharing this value's memory. */
  public Bytes slice(int from, int to) {
    Objects.checkFromToIndex(from, to, size);
    return from == to ? EMPTY : new Bytes(array, offset + from, to - from);
  }

  /** The same bytes in memory of their own. */
  public Bytes compact() {
    return size == array.length ? this : wrap(toByteArray());
  }

  /** A copy as an array. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, offset, offset + size);
  }

  /** A read-only view, without a copy. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(array, offset, size).slice().asReadOnlyBuffer();
  }

  /** Whether they begin with others. */
  public boolean startsWith(Bytes prefix) {
    return size >= prefix.size
        && Arrays.equals(
            array,
            offset,
            offset + prefix.size,
            prefix.array,
            prefix.offset,
            prefix.offset + prefix.size);
  }

  /** Two lower-case digits for each byte. */
  public String hex() {
    return HexFormat.of().formatHex(array, offset, offset + size);
  }

  /**
   * Reads the bytes as text.
   *
   * @throws IllegalArgumentException if the bytes are not well-formed UTF-8
   */
  public String toUtf8() {
    String text = new String(array, offset, size, StandardCharsets.UTF_8);
    // The lenient decoder is several times faster; only a text with a replacement character can be
    // one that it had to mend.
    return text.indexOf('\uFFFD') < 0 ? text : strictUtf8();
  }

  private String strictUtf8() {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(asByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not well-formed UTF-8", e);
    }
  }

  /** Writes them to a stream. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(array, offset, size);
  }

  /** Adds them to what is digested. */
  public void update(MessageDigest digest) {
    digest.update(array, offset, size);
  }

  /**
   * The memory itself, for decoders that have to do without a copy: this value is the {@link #size}
   * bytes of it from {@link #sharedOffset} on. Nobody may write to it, for whatever shares it would
   * change; whoever is not sure of what it is handed to takes {@link #asByteBuffer}.
   */
  public byte[] sharedArray() {
    return array;
  }

  /** Where this value begins in {@link #sharedArray}. */
  public int sharedOffset() {
    return offset;
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(
        array, offset, offset + size, other.array, other.offset, other.offset + other.size);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, offset, offset + size, that.array, that.offset, that.offset + that.size);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + size; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /** The size and, for short values, the content in hexadecimal digits. */
  @Override
  public String toString() {
    return size <= 32 ? hex() : slice(0, 16).hex() + "… (" + size + " bytes)";
  }
}
