package icws.gateway;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A WebSocket by hand whose owner never reads what it is sent, with as small buffers as it can. */
public final class DeafSocket implements AutoCloseable {
  private static final int BINARY = 0x82;
  private static final int TEXT = 0x81;
  private static final int FIRST_FRAGMENT = 0x02;
  private static final int CLOSE = 0x88;

  /** In place of a length up to 125: one of 16 bits follows. */
  private static final int LENGTH_FOLLOWS = 126;

  private static final int MASKED_16_BIT_LENGTH = 0xfe;
  private static final int MASKED_64_BIT_LENGTH = 0xff;
  private static final int PING = 0x89;
  private static final int MASKED = 0x80;
  private static final int MOST_OF_A_CONTROL_FRAME = 125;
  private static final byte[] EMPTY_PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};
  private static final String END_OF_HEAD = "\r\n\r\n";

  private final Socket socket = new Socket();

  /** Connects and upgrades. */
  public DeafSocket(URI address) throws IOException {
    this(address, "127.0.0.1");
  }

  /**
   * Connects and upgrades.
   *
   * @param client the address for whom a proxy would say that it does this
   */
  public DeafSocket(URI address, String client) throws IOException {
    socket.setReceiveBufferSize(4096);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
    String request =
        "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                .formatted(address.getPath(), address.getAuthority())
            + "X-Forwarded-For: %s\r\n".formatted(client)
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
            + END_OF_HEAD;
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String head = head(socket.getInputStream());
    if (!head.startsWith("HTTP/1.1 101 ")) {
      socket.close();
      throw new AssertionError("no upgrade: " + head);
    }
  }

  /** Sends a frame. */
  public void send(byte[] frame) throws IOException {
    send(List.of(frame));
  }

  /** Sends frames in one piece, each masked with zeros as RFC 6455 allows. */
  public void send(List<byte[]> frames) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      write(frame, new DataOutputStream(bytes));
    }
    bytes.writeTo(socket.getOutputStream());
  }

  private static void write(byte[] frame, DataOutputStream out) throws IOException {
    out.writeByte(BINARY);
    if (frame.length < 1 << Short.SIZE) {
      out.writeByte(MASKED_16_BIT_LENGTH);
      out.writeShort(frame.length);
    } else {
      out.writeByte(MASKED_64_BIT_LENGTH);
      out.writeLong(frame.length);
    }
    out.writeInt(0);
    out.write(frame);
  }

  /** Reads, and forgets, what it is sent, until the other side closes. */
  public void awaitClose(Duration atMost) throws IOException {
    socket.setSoTimeout((int) atMost.toMillis());
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int opcode = in.read();
    while (opcode >= 0 && opcode != CLOSE) {
      int length = in.readUnsignedByte();
      in.skipNBytes(length < LENGTH_FOLLOWS ? length : in.readUnsignedShort());
      opcode = in.read();
    }
  }

  /** Has nothing more to say: the other side reads what was sent, and then the end. */
  public void fallSilent() throws IOException {
    socket.shutdownOutput();
  }

  /** Sends a pong that nobody asked for: a sign of life of a client that does not read. */
  public void pong() throws IOException {
    socket.getOutputStream().write(EMPTY_PONG);
  }

  /** Sends so many pings, as large as they may be, in one piece. */
  public void ping(int times) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      bytes.write(PING);
      bytes.write(MASKED | MOST_OF_A_CONTROL_FRAME);
      bytes.write(new byte[Integer.BYTES + MOST_OF_A_CONTROL_FRAME]);
    }
    bytes.writeTo(socket.getOutputStream());
  }

  /** Begins a binary frame of this length and sends so many bytes of it. */
  public void begin(long length, int bytes) throws IOException {
    begin(false, length, bytes);
  }

  /** Begins a frame of this length and sends so many bytes of it. */
  public void begin(boolean text, long length, int bytes) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(frame);
    out.writeByte(text ? TEXT : BINARY);
    out.writeByte(MASKED_64_BIT_LENGTH);
    out.writeLong(length);
    out.writeInt(0);
    out.write(new byte[bytes]);
    frame.writeTo(socket.getOutputStream());
  }

  /** Sends bytes as they are: more of a frame that has begun. */
  public void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends a fragment that is not its message's last. */
  public void fragment(boolean first, int bytes) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(frame);
    out.writeByte(first ? FIRST_FRAGMENT : 0);
    out.writeByte(MASKED_64_BIT_LENGTH);
    out.writeLong(bytes);
    out.writeInt(0);
    out.write(new byte[bytes]);
    frame.writeTo(socket.getOutputStream());
  }

  /** Sends a frame that is not masked. */
  public void unmasked() throws IOException {
    socket.getOutputStream().write(new byte[] {(byte) BINARY, 1, 0});
  }

  /**
   * Reads what it was sent until the connection ends, which is an error if that takes longer.
   *
   * @return what the close frame says, code and words; empty if there is none
   */
  public String lastWords(Duration atMost) throws IOException {
    socket.setSoTimeout((int) atMost.toMillis());
    DataInputStream in = new DataInputStream(socket.getInputStream());
    String words = "";
    try {
      int opcode = in.read();
      while (opcode >= 0) {
        int length = in.readUnsignedByte();
        byte[] content = new byte[length < LENGTH_FOLLOWS ? length : in.readUnsignedShort()];
        in.readFully(content);
        if (opcode == CLOSE && content.length >= Short.BYTES) {
          int code = ((content[0] & 0xff) << Byte.SIZE) | (content[1] & 0xff);
          words = code + " " + new String(content, 2, content.length - 2, StandardCharsets.UTF_8);
        }
        opcode = in.read();
      }
    } catch (SocketTimeoutException stillThere) {
      throw new AssertionError("the connection does not end; it said \"" + words + "\"");
    } catch (IOException reset) {
      // That is an end, too.
    }
    return words;
  }

  /** Vanishes: the other side gets a TCP reset, and not a word of WebSocket. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf(END_OF_HEAD) < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("closed during the handshake: " + head);
      }
      head.append((char) octet);
    }
    return head.toString();
  }
}
