package icws.devnet.http;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One thread before the HTTP server, which looks at the first bytes of each connection: the JDK's
 * server cannot upgrade a connection to a WebSocket. Whoever asks for an access log is served here;
 * all other connections are relayed as they are, from the client's own address, so that the server
 * still tells clients apart. Bounded by the connections, each with two buffers of 16 KiB.
 */
final class Front implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Front.class.getName());
  private static final int BACKLOG = 1_024;

  /** What is at one end of a connection, on the front's thread. */
  interface End {
    /** Its channel can be read or written. */
    void ready() throws IOException;

    void close();
  }

  private final Selector selector;
  private final ServerSocketChannel door;
  private final InetSocketAddress server;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AccessLogs logs;
  private final Thread thread = new Thread(this::run, "devnet-front");

  /**
   * Binds the port; it is to be started.
   *
   * @param port on 127.0.0.1; 0 for any free one
   * @param server what connections are relayed to
   * @param logs serves those who ask for an access log
   * @throws IOException where the port is in use
   */
  Front(int port, InetSocketAddress server, AccessLogs logs) throws IOException {
    this.server = server;
    this.logs = logs;
    this.selector = Selector.open();
    this.door = ServerSocketChannel.open();
    try {
      door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      register(door, SelectionKey.OP_ACCEPT).attach(new Door());
    } catch (IOException e) {
      close();
      throw e;
    }
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  int port() {
    return door.socket().getLocalPort();
  }

  /** Runs a task on the front's thread. */
  void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  /** Has a channel looked after; its end is to be attached. */
  SelectionKey register(SelectableChannel channel, int interest) throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, interest);
  }

  private void run() {
    try {
      while (door.isOpen()) {
        selector.select();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
        selector.selectedKeys().forEach(key -> ready((End) key.attachment()));
        selector.selectedKeys().clear();
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.ERROR, "the local network takes no more connections", e);
    } finally {
      selector.keys().forEach(key -> ((End) key.attachment()).close());
      quietly(selector);
    }
  }

  private static void ready(End end) {
    try {
      end.ready();
    } catch (IOException | CancelledKeyException e) {
      LOG.log(Level.DEBUG, "a connection has ended", e);
      end.close();
    }
  }

  /** Takes connections. */
  private final class Door implements End {
    @Override
    public void ready() throws IOException {
      SocketChannel client = door.accept();
      if (client != null) {
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        SelectionKey key = register(client, SelectionKey.OP_READ);
        key.attach(new Arrival(Front.this, key, server, logs));
      }
    }

    @Override
    public void close() {
      quietly(door);
    }
  }

  static void quietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.log(Level.DEBUG, "closed with a failure", e);
    }
  }

  @Override
  public void close() {
    quietly(door);
    selector.wakeup();
  }
}
