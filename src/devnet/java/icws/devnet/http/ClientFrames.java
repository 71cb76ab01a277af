package icws.devnet.http;

import icws.ic.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Reads a client's WebSocket frames (RFC 6455, section 5) and hands over the control frames; the
 * content of all others is discarded. For one thread.
 */
final class ClientFrames {
  /** Is told of a control frame: its opcode and its content. */
  @FunctionalInterface
  interface Control {
    void received(int opcode, Bytes payload);
  }

  private static final int BUFFER_BYTES = 4 << 10;
  private static final int OPCODE = 0x0f;
  private static final int FIRST_CONTROL = 8;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7f;
  private static final int LONGEST_CONTROL = 125;
  private static final int TWO_BYTES = 126;
  private static final int EIGHT_BYTES = 127;
  private static final int MASK_BYTES = 4;

  private final Control control;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private long toSkip;
  private boolean broken;

  ClientFrames(Control control) {
    this.control = control;
  }

  /** Reads what is there; whether more may come. */
  boolean read(SocketChannel channel) throws IOException {
    if (channel.read(buffer) < 0) {
      return false;
    }
    buffer.flip();
    while (skip() && frame()) {
      // Frame after frame.
    }
    buffer.compact();
    return !broken;
  }

  /** Discards what is left of a frame's content; whether all of it has come. */
  private boolean skip() {
    int here = (int) Math.min(toSkip, buffer.remaining());
    buffer.position(buffer.position() + here);
    toSkip -= here;
    return toSkip == 0;
  }

  /** Reads a frame's head, and a control frame's content; whether they have come as a whole. */
  private boolean frame() {
    if (buffer.remaining() < 2) {
      return false;
    }
    int start = buffer.position();
    int opcode = buffer.get(start) & OPCODE;
    int length = buffer.get(start + 1) & LENGTH;
    boolean isControl = opcode >= FIRST_CONTROL;
    boolean tooLong = isControl && length > LONGEST_CONTROL;
    broken = tooLong || (buffer.get(start + 1) & MASKED) == 0;
    int head = 2 + lengthBytes(length) + MASK_BYTES;
    if (broken || buffer.remaining() < head + (isControl ? length : 0)) {
      return false;
    }
    if (isControl) {
      control.received(opcode, unmasked(start + head, length));
      toSkip = (long) head + length;
    } else {
      toSkip = head + contentBytes(start, length);
      broken = toSkip < head;
    }
    return !broken;
  }

  private static int lengthBytes(int length) {
    return length == TWO_BYTES ? Short.BYTES : length == EIGHT_BYTES ? Long.BYTES : 0;
  }

  private long contentBytes(int start, int length) {
    return switch (length) {
      case TWO_BYTES -> Short.toUnsignedLong(buffer.getShort(start + 2));
      case EIGHT_BYTES -> buffer.getLong(start + 2);
      default -> length;
    };
  }

  private Bytes unmasked(int from, int length) {
    byte[] content = new byte[length];
    for (int i = 0; i < length; i++) {
      int mask = buffer.get(from - MASK_BYTES + i % MASK_BYTES);
      content[i] = (byte) (buffer.get(from + i) ^ mask);
    }
    return Bytes.wrap(content);
  }
}
