package icws.devnet.http;

import icws.ic.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Whoever listens to an access log: a WebSocket (RFC 6455) on which lines go out. As at the
 * boundary nodes these are binary messages, and what comes in is discarded, but for pings and a
 * close. Lines that wait are bounded; overflow policy: the oldest are lost. For the front's thread.
 */
final class LogListener implements Front.End {
  static final int MAX_WAITING = 1_000;

  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int LAST_FRAME = 0x80;
  private static final int TWO_BYTES_LENGTH = 126;

  private final SelectionKey key;
  private final InetAddress client;
  private final Consumer<LogListener> left;
  private final ClientFrames incoming = new ClientFrames(this::control);
  private final Deque<ByteBuffer> outgoing = new ArrayDeque<>();
  private boolean closing;

  /**
   * Takes over a connection whose handshake was read.
   *
   * @param left is told when it is over
   */
  LogListener(SelectionKey key, InetAddress client, Consumer<LogListener> left) {
    this.key = key;
    this.client = client;
    this.left = left;
    key.attach(this);
  }

  InetAddress client() {
    return client;
  }

  /** Completes the handshake. */
  void open(String response) {
    outgoing.add(ByteBuffer.wrap(response.getBytes(StandardCharsets.ISO_8859_1)));
    write();
  }

  void tell(Bytes line) {
    while (outgoing.size() > MAX_WAITING) {
      ByteBuffer begun = outgoing.removeFirst();
      outgoing.removeFirst();
      outgoing.addFirst(begun);
    }
    send(BINARY, line);
  }

  /** Says goodbye; the connection ends when that is written. */
  void end(int code, String reason) {
    byte[] number = {(byte) (code >> 8), (byte) code};
    closing = true;
    send(CLOSE, Bytes.concat(Bytes.wrap(number), Bytes.utf8(reason)));
  }

  private void control(int opcode, Bytes payload) {
    if (opcode == PING) {
      send(PONG, payload);
    } else if (opcode == CLOSE && !closing) {
      closing = true;
      send(CLOSE, payload);
    }
  }

  private void send(int opcode, Bytes payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.size() + 4).put((byte) (LAST_FRAME | opcode));
    if (payload.size() < TWO_BYTES_LENGTH) {
      frame.put((byte) payload.size());
    } else {
      frame.put((byte) TWO_BYTES_LENGTH).putShort((short) payload.size());
    }
    outgoing.add(frame.put(payload.toByteArray()).flip());
    write();
  }

  private void write() {
    try {
      flush();
    } catch (IOException e) {
      close();
    }
  }

  private void flush() throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    while (!outgoing.isEmpty()) {
      channel.write(outgoing.getFirst());
      if (outgoing.getFirst().hasRemaining()) {
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        return;
      }
      outgoing.removeFirst();
    }
    if (closing) {
      close();
    } else {
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  @Override
  public void ready() throws IOException {
    if (key.isWritable()) {
      flush();
    }
    if (key.isValid() && key.isReadable() && !incoming.read((SocketChannel) key.channel())) {
      close();
    }
  }

  @Override
  public void close() {
    Front.quietly(key.channel());
    left.accept(this);
  }
}
