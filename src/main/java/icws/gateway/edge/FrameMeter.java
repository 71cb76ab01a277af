package icws.gateway.edge;

import icws.gateway.relay.Limit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Reads the headers of a client's frames (RFC 6455 section 5.2) as their bytes come, before the
 * container sees them, and counts what it would not: pings, which it answers, every fragment, and
 * what begins and does not end.
 *
 * <p>The bytes of one socket come one after the other, from any threads; {@link #begunNanos} may be
 * asked from any, and {@link #answered} told.
 */
final class FrameMeter {
  /** The longest header: two octets, a length of eight, a mask of four. */
  static final int MOST_HEADER_BYTES = 14;

  /**
   * How many pings may wait for their pongs to leave. RFC 6455 section 5.5.3 lets an endpoint
   * answer the last one alone; containers answer each, however many wait.
   */
  static final int MOST_UNANSWERED = 64;

  static final int FIN = 0x80;
  static final int OPCODE = 0x0f;
  static final int CONTROL = 0x8;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xa;
  static final int MASKED = 0x80;
  static final int LENGTH = 0x7f;
  static final int MASK_BYTES = 4;

  /** In place of a length: one of 16 bits follows; the next one says one of 64. */
  static final int LENGTH_16 = 126;

  private static final int FIRST_HEADER_BYTES = 2;
  private static final int MOST_CONTROL_BYTES = 125;

  private final int maxFrameBytes;
  private final LongSupplier nanoClock;
  private final FrameRate.Bucket frames;

  private final byte[] header = new byte[MOST_HEADER_BYTES];
  private int headerBytes;
  private int headerLength = FIRST_HEADER_BYTES;
  private long payloadLeft;

  /** Of the data frames of a message that has begun and not ended. */
  private long messageBytes;

  private boolean isMessageBegun;

  private boolean answeredAtOnce;

  /** Written by the bytes' threads, one at a time; volatile because they change. */
  private volatile boolean isBegun;

  private volatile long begunNanos;
  private volatile int pings;
  private volatile int pongs;

  FrameMeter(EdgeLimits limits, LongSupplier nanoClock) {
    this.maxFrameBytes = limits.maxFrameBytes();
    this.nanoClock = nanoClock;
    this.frames = limits.frameRate().new Bucket(nanoClock.getAsLong());
  }

  /**
   * Bytes came.
   *
   * @return the limit that they pass; nothing is to be read after that
   */
  Optional<Limit> accept(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      Optional<Limit> passed;
      if (!isAtHeader()) {
        int part = (int) Math.min(payloadLeft, end - at);
        payload(part);
        at += part;
        passed = Optional.empty();
      } else {
        passed = headerByte(bytes[at]);
        at++;
      }
      if (passed.isPresent()) {
        return passed;
      }
    }
    return Optional.empty();
  }

  /** Whether the next byte is one of a header. */
  boolean isAtHeader() {
    return payloadLeft == 0;
  }

  /** How many bytes of a header can be read before more is known of its length. */
  int headerBytesMissing() {
    return isHeaderWhole() ? FIRST_HEADER_BYTES : headerLength - headerBytes;
  }

  /** Whether the header of the last frame that began has come to its end. */
  boolean isHeaderWhole() {
    return headerBytes == headerLength;
  }

  /** How many bytes of the header of the last frame that began have come. */
  int headerBytes() {
    return headerBytes;
  }

  /** The header of the last frame that began, {@link #headerBytes} of it. Not to be changed. */
  byte[] header() {
    return header;
  }

  /** How many bytes of this frame are still to come, when its header has. */
  long payloadLeft() {
    return payloadLeft;
  }

  /** Whether a frame has begun and not ended, were it by its first byte. */
  boolean isWithinFrame() {
    return isBegun && (payloadLeft > 0 || !isHeaderWhole());
  }

  /** Whether this is a frame that must not be cut into fragments. */
  boolean isControl() {
    return (header[0] & CONTROL) != 0;
  }

  /** The next byte of a header came, when no payload is left. */
  Optional<Limit> headerByte(byte octet) {
    if (isHeaderWhole()) {
      headerBytes = 0;
      headerLength = FIRST_HEADER_BYTES;
    }
    if (!isBegun) {
      begunNanos = nanoClock.getAsLong();
      isBegun = true;
    }
    header[headerBytes] = octet;
    headerBytes++;
    if (headerBytes == FIRST_HEADER_BYTES) {
      if ((octet & MASKED) == 0) {
        return Optional.of(Limit.UNMASKED);
      }
      headerLength = FIRST_HEADER_BYTES + lengthBytes(octet & LENGTH) + MASK_BYTES;
    }
    return headerBytes == headerLength ? begin() : Optional.empty();
  }

  private static int lengthBytes(int shortLength) {
    if (shortLength < LENGTH_16) {
      return 0;
    }
    return shortLength == LENGTH_16 ? Short.BYTES : Long.BYTES;
  }

  private Optional<Limit> begin() {
    long length = length();
    int opcode = header[0] & OPCODE;
    // A client may always say that it closes.
    if (opcode != CLOSE && !frames.take(nanoClock.getAsLong())) {
      return Optional.of(Limit.FRAME_RATE);
    }
    if (isControl()) {
      if (length < 0 || length > MOST_CONTROL_BYTES) {
        return Optional.of(Limit.FRAME_BYTES);
      }
      if (opcode == PING && !pinged()) {
        return Optional.of(Limit.PINGS);
      }
    } else {
      messageBytes = isMessageBegun ? messageBytes + length : length;
      // A length with its highest bit set is no length.
      if (length < 0 || messageBytes > maxFrameBytes) {
        return Optional.of(Limit.FRAME_BYTES);
      }
      isMessageBegun = (header[0] & FIN) == 0;
    }
    payloadLeft = length;
    if (length == 0) {
      end();
    }
    return Optional.empty();
  }

  private long length() {
    int shortLength = header[1] & LENGTH;
    int bytes = lengthBytes(shortLength);
    if (bytes == 0) {
      return shortLength;
    }
    long length = 0;
    for (int i = 0; i < bytes; i++) {
      length = (length << Byte.SIZE) | (header[FIRST_HEADER_BYTES + i] & 0xff);
    }
    return length;
  }

  // One thread at a time counts pings, and one at a time pongs.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private boolean pinged() {
    if (!answeredAtOnce) {
      pings++;
    }
    return unanswered() <= MOST_UNANSWERED;
  }

  /** How many pings came whose pongs have not left. */
  int unanswered() {
    return pings - pongs;
  }

  /** Pings do not wait: whoever reads them answers each one first. */
  void answeredAtOnce() {
    answeredAtOnce = true;
  }

  /** A pong has left. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void answered() {
    pongs++;
  }

  /** So many bytes of this frame's payload came, at most {@link #payloadLeft}. */
  void payload(int bytes) {
    payloadLeft -= bytes;
    if (payloadLeft == 0) {
      end();
    }
  }

  private void end() {
    if (!isMessageBegun && isBegun) {
      isBegun = false;
    }
  }

  /** When the frame or message began that has not ended; empty if all have. */
  OptionalLong begunNanos() {
    return isBegun ? OptionalLong.of(begunNanos) : OptionalLong.empty();
  }
}
