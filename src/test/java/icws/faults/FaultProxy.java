package icws.faults;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a network, on a port of its own, and passes everything on until it is told
 * otherwise: {@link #inject} for single requests, {@link #refuseConnections} and {@link
 * #ignoreConnections} for all of them. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
  private static final Logger LOG = System.getLogger(FaultProxy.class.getName());
  private static final int BACKLOG = 512;

  private record Rule(Predicate<ProxiedRequest> which, Fault fault) {}

  private final Upstream upstream;
  private final int port;
  private final ExecutorService threads = Executors.newCachedThreadPool(FaultProxy::thread);
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  // Guarded by this.
  private @Nullable ServerSocket listener;
  private CompletableFuture<Void> accepting;
  private @Nullable DeafPort deaf;

  private FaultProxy(URI network) throws IOException {
    upstream = new Upstream(network);
    listener = listen(0);
    port = listener.getLocalPort();
    accepting = accept(listener);
  }

  /** Starts a proxy before a network. */
  public static FaultProxy start(URI network) {
    try {
      return new FaultProxy(network);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where agents find it. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** What was passed on to the network, be it answered or not. */
  public Journal carriedOut() {
    return upstream.carriedOut();
  }

  /** The network's last reply with a certificate to a canister's method; else the first one. */
  public ProxiedReply latest(String canister, String method) {
    return upstream.latest(canister, method);
  }

  /** Strikes requests with a fault, from now until it is {@linkplain #heal healed}. */
  public void inject(Predicate<ProxiedRequest> which, Fault fault) {
    rules.add(new Rule(which, fault));
  }

  /** Passes everything on again. */
  public synchronized void heal() {
    rules.clear();
    try {
      if (deaf != null) {
        deaf.close();
        deaf = null;
      }
      if (listener == null) {
        listener = listen(port);
        accepting = accept(listener);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Breaks all connections off and refuses new ones, as a machine does whose server is down. */
  public synchronized void refuseConnections() {
    try {
      if (listener != null) {
        listener.close();
        listener = null;
      }
      // Ordering: only then nothing is accepted any more, and the port is free.
      accepting.join();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #refuseConnections}, but nobody hears anything, as of a machine that is gone. */
  public synchronized void ignoreConnections() {
    refuseConnections();
    try {
      deaf = new DeafPort(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    return listener;
  }

  private CompletableFuture<Void> accept(ServerSocket open) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            while (!open.isClosed()) {
              Socket connection = open.accept();
              connections.add(connection);
              threads.execute(() -> serve(connection));
            }
          } catch (IOException closed) {
            LOG.log(Level.DEBUG, "the proxy listens no more", closed);
          }
        },
        threads);
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      HttpReader reader = new HttpReader(new BufferedInputStream(connection.getInputStream()));
      Optional<ProxiedRequest> request = reader.next();
      while (request.isPresent()) {
        Exchange exchange = new Exchange(request.get(), upstream, connection);
        answer(exchange);
        request = exchange.isOver() ? Optional.empty() : reader.next();
      }
    } catch (IOException gone) {
      LOG.log(Level.DEBUG, "a connection broke", gone);
    } finally {
      connections.remove(connection);
    }
  }

  private void answer(Exchange exchange) throws IOException {
    ProxiedRequest request = exchange.request();
    for (Rule rule : new ArrayList<>(rules)) {
      if (rule.which().test(request)) {
        rule.fault().strike(exchange);
        return;
      }
    }
    exchange.reply(exchange.carryOut());
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "fault-proxy");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public synchronized void close() {
    refuseConnections();
    try {
      if (deaf != null) {
        deaf.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
