package icws.devnet.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * Two connections, each of which is given what comes on the other. Where the server ends its own,
 * both end; where the client does, the server is told and may still answer. For the front's thread.
 */
final class Relay {
  private static final int BUFFER_BYTES = 16 << 10;

  private final Side client;
  private final Side server;

  private Relay(SelectionKey client, SelectionKey server) {
    this.client = new Side(client);
    this.server = new Side(server);
    client.attach(this.client);
    server.attach(this.server);
  }

  /**
   * Connects a client with the server, under the client's own address.
   *
   * @param client already registered
   * @param begun what it has sent
   */
  static void begin(Front front, SelectionKey client, ByteBuffer begun, InetSocketAddress server)
      throws IOException {
    SocketChannel upstream = connect((SocketChannel) client.channel(), server);
    Relay relay = new Relay(client, front.register(upstream, SelectionKey.OP_READ));
    relay.client.incoming.put(begun);
    relay.client.push(relay.server);
  }

  private static SocketChannel connect(SocketChannel client, InetSocketAddress server)
      throws IOException {
    SocketChannel upstream = SocketChannel.open();
    try {
      InetSocketAddress from = (InetSocketAddress) client.getRemoteAddress();
      upstream.bind(new InetSocketAddress(from.getAddress(), 0));
      upstream.setOption(StandardSocketOptions.TCP_NODELAY, true);
      upstream.connect(server);
      return upstream;
    } catch (IOException e) {
      upstream.close();
      throw e;
    }
  }

  private Side other(Side side) {
    return side == client ? server : client;
  }

  /** One of the two. */
  private final class Side implements Front.End {
    private final SelectionKey key;
    private final SocketChannel channel;
    private final ByteBuffer incoming = ByteBuffer.allocate(BUFFER_BYTES);
    private boolean ended;

    Side(SelectionKey key) {
      this.key = key;
      this.channel = (SocketChannel) key.channel();
    }

    @Override
    public void ready() throws IOException {
      int ready = key.readyOps();
      if ((ready & SelectionKey.OP_WRITE) != 0) {
        other(this).push(this);
      }
      if ((ready & SelectionKey.OP_READ) != 0) {
        ended = channel.read(incoming) < 0;
        push(other(this));
      }
    }

    /** Gives what has come to the other side, as much as it takes. */
    private void push(Side to) throws IOException {
      incoming.flip();
      to.channel.write(incoming);
      incoming.compact();
      if (ended && incoming.position() == 0) {
        end(to);
      } else {
        wait(to);
      }
    }

    private void end(Side to) throws IOException {
      if (this == server || to.ended) {
        close();
      } else {
        to.channel.shutdownOutput();
        wait(to);
      }
    }

    private void wait(Side to) {
      key.interestOps(interest(to));
      to.key.interestOps(to.interest(this));
    }

    private int interest(Side to) {
      int read = !ended && incoming.hasRemaining() ? SelectionKey.OP_READ : 0;
      int write = to.incoming.position() > 0 ? SelectionKey.OP_WRITE : 0;
      return read | write;
    }

    @Override
    public void close() {
      Front.quietly(client.channel);
      Front.quietly(server.channel);
    }
  }
}
