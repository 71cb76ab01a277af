package icws.gateway.edge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Frames as clients send them (RFC 6455 section 5.2), written and read by hand. */
final class ClientFrames {
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xa;

  private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

  /** A frame that was read. */
  record Frame(boolean fin, int opcode, List<Byte> content) {}

  private ClientFrames() {}

  /** A whole frame. */
  static byte[] frame(boolean fin, int opcode, int length) {
    ByteBuffer frame = ByteBuffer.allocate(14 + length);
    frame.put(header(fin, opcode, length, true));
    for (int i = 0; i < length; i++) {
      frame.put((byte) ((i * 31 + length) ^ MASK[i % MASK.length]));
    }
    byte[] bytes = new byte[frame.flip().remaining()];
    frame.get(bytes);
    return bytes;
  }

  /** The header of a frame. */
  static byte[] header(boolean fin, int opcode, long length, boolean masked) {
    ByteBuffer header = ByteBuffer.allocate(14);
    int mask = masked ? 0x80 : 0;
    header.put((byte) ((fin ? 0x80 : 0) | opcode));
    if (length >= 0 && length < 126) {
      header.put((byte) (mask | length));
    } else if (length >= 0 && length < 1 << Short.SIZE) {
      header.put((byte) (mask | 126)).putShort((short) length);
    } else {
      header.put((byte) (mask | 127)).putLong(length);
    }
    if (masked) {
      header.put(MASK);
    }
    byte[] bytes = new byte[header.flip().remaining()];
    header.get(bytes);
    return bytes;
  }

  static byte[] joined(byte[]... pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }

  /** The frames that these bytes are, unmasked. */
  static List<Frame> read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<Frame> frames = new ArrayList<>();
    while (in.hasRemaining()) {
      int first = in.get();
      int length = in.get() & 0x7f;
      if (length == 126) {
        length = in.getShort() & 0xffff;
      } else if (length == 127) {
        length = Math.toIntExact(in.getLong());
      }
      byte[] mask = new byte[4];
      in.get(mask);
      List<Byte> content = new ArrayList<>();
      for (int i = 0; i < length; i++) {
        content.add((byte) (in.get() ^ mask[i % mask.length]));
      }
      frames.add(new Frame((first & 0x80) != 0, first & 0x0f, content));
    }
    return frames;
  }
}
