package icws.devnet.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A connection of which it is not known yet whether it asks for an access log or is to be relayed.
 * For the front's thread.
 */
final class Arrival implements Front.End {
  private static final int LONGEST_HEAD = 8 << 10;
  private static final String START = "GET " + AccessLogs.PATH;
  private static final String END = "\r\n\r\n";

  private final Front front;
  private final SelectionKey key;
  private final InetSocketAddress server;
  private final AccessLogs logs;
  private final ByteBuffer head = ByteBuffer.allocate(LONGEST_HEAD);

  /**
   * @param server what it is connected with if it asks for no access log
   */
  Arrival(Front front, SelectionKey key, InetSocketAddress server, AccessLogs logs) {
    this.front = front;
    this.key = key;
    this.server = server;
    this.logs = logs;
  }

  InetAddress client() throws IOException {
    return ((InetSocketAddress) channel().getRemoteAddress()).getAddress();
  }

  SocketChannel channel() {
    return (SocketChannel) key.channel();
  }

  SelectionKey key() {
    return key;
  }

  @Override
  public void ready() throws IOException {
    if (channel().read(head) < 0) {
      close();
      return;
    }
    String text = text();
    if (!START.startsWith(text) && !text.startsWith(START)) {
      Relay.begin(front, key, head.flip(), server);
    } else if (text.contains(END)) {
      logs.answer(this, text.substring(0, text.indexOf(END)));
    } else if (!head.hasRemaining()) {
      close();
    }
  }

  private String text() {
    return new String(head.array(), 0, head.position(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    Front.quietly(channel());
  }
}
