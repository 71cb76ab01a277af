package icws.devnet.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import icws.devnet.replica.OverloadedException;
import icws.devnet.replica.Replica;
import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.cbor.CborException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server on the loopback interface: reads bodies within a limit, finds the endpoint, and
 * writes replies; browsers of any origin may use it. No thread waits for the replica: a request
 * whose answer takes time gives its thread back.
 */
public final class HttpFrontend implements AutoCloseable {
  private static final Logger LOG = System.getLogger(HttpFrontend.class.getName());

  private static final int THREADS = 16;
  private static final int WAITING = 256;
  private static final int NO_CONTENT = 204;
  private static final int INTERNAL_ERROR = 500;
  private static final int LOOKS_WHILE_IDLE = 10;

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final ScheduledThreadPoolExecutor timer;
  private final Travel travel;
  private final Bouncer bouncer;
  private final Endpoints endpoints;
  private final SubnetKeys keys;
  private final AccessLogs logs;
  private final @Nullable Front front;

  /**
   * Binds the port and serves.
   *
   * @param observer is told of every request that is taken
   * @throws UncheckedIOException where the port is in use
   */
  public HttpFrontend(
      FrontendOptions options,
      Replica replica,
      SubnetKeys keys,
      Consumer<ObservedRequest> observer) {
    threads = newThreads();
    timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "devnet-http-timer"));
    travel = new Travel(options.travel(), options.seed(), timer, threads);
    bouncer = new Bouncer(options.limit(), System::nanoTime);
    logs = new AccessLogs(options.accessLogs(), bouncer, System::nanoTime);
    endpoints =
        new Endpoints(
            new CallEndpoints(replica, keys, options.callTimeout(), threads, observer),
            new StateEndpoints(replica, keys, threads, observer));
    this.keys = keys;
    try {
      boolean behindFront = !options.accessLogs().isZero();
      server = LoopbackHttpServer.bind(behindFront ? 0 : options.port());
      front = behindFront ? newFront(options.port()) : null;
    } catch (IOException e) {
      threads.shutdown();
      timer.shutdown();
      throw new UncheckedIOException("port " + options.port() + ": " + e.getMessage(), e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    if (front != null) {
      startFront(front, options.accessLogs());
    }
  }

  private Front newFront(int port) throws IOException {
    try {
      return new Front(port, server.getAddress(), logs);
    } catch (IOException e) {
      server.stop(0);
      throw e;
    }
  }

  private void startFront(Front starting, Duration idle) {
    starting.start();
    long often = idle.dividedBy(LOOKS_WHILE_IDLE).toNanos();
    ScheduledFuture<?> unused =
        timer.scheduleAtFixedRate(
            () -> starting.execute(logs::endIdle), often, often, TimeUnit.NANOSECONDS);
  }

  /** Overflow policy: the accepting thread does the work itself, so accepting slows down. */
  private static ThreadPoolExecutor newThreads() {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        THREADS,
        THREADS,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(WAITING),
        task -> daemon(task, "devnet-http-" + number.incrementAndGet()),
        new ThreadPoolExecutor.CallerRunsPolicy());
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  public URI url() {
    return URI.create(
        "http://127.0.0.1:" + (front == null ? server.getAddress().getPort() : front.port()));
  }

  private void handle(HttpExchange exchange) {
    if (!bouncer.admits(client(exchange))) {
      drain(exchange);
      keepSilent(exchange);
      return;
    }
    allowAnyOrigin(exchange);
    if (exchange.getRequestMethod().equals("OPTIONS")) {
      send(exchange, new Reply(NO_CONTENT, "text/plain", Bytes.EMPTY));
      return;
    }
    Duration oneWay = travel.drawOneWay();
    ApiRequest request = read(exchange, oneWay);
    CompletableFuture<Void> unused =
        travel
            .arrival(oneWay)
            .thenCompose(arrived -> request.answer().get())
            .exceptionally(HttpFrontend::failed)
            .thenCompose(reply -> sendBack(exchange, oneWay, request, reply));
  }

  private ApiRequest read(HttpExchange exchange, Duration oneWay) {
    try {
      return endpoints.read(exchange, System.nanoTime() + oneWay.toNanos());
    } catch (RuntimeException e) {
      return ApiRequest.refused(e);
    }
  }

  /** Whoever listens to the canister's log is as far away as whoever gets the reply. */
  private CompletableFuture<Void> sendBack(
      HttpExchange exchange, Duration oneWay, ApiRequest request, Reply reply) {
    Optional<AccessLine> line =
        front == null
            ? Optional.empty()
            : request.logged().map(logged -> logged.answered(reply, keys));
    return travel
        .arrival(oneWay)
        .thenAcceptAsync(
            arrived -> {
              send(exchange, reply);
              line.ifPresent(this::tell);
            },
            threads);
  }

  private void tell(AccessLine line) {
    if (front != null) {
      front.execute(() -> logs.tell(line));
    }
  }

  private static void allowAnyOrigin(HttpExchange exchange) {
    Headers asked = exchange.getRequestHeaders();
    Headers reply = exchange.getResponseHeaders();
    reply.set("Access-Control-Allow-Origin", "*");
    reply.set("Access-Control-Allow-Methods", "GET, POST, HEAD, OPTIONS");
    reply.set(
        "Access-Control-Allow-Headers",
        Optional.ofNullable(asked.getFirst("Access-Control-Request-Headers")).orElse("*"));
    reply.set("Access-Control-Max-Age", "600");
    if (asked.containsKey("Access-Control-Request-Private-Network")) {
      reply.set("Access-Control-Allow-Private-Network", "true");
    }
  }

  private static Reply failed(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException wrapper && wrapper.getCause() != null
            ? wrapper.getCause()
            : failure;
    if (cause instanceof RefusedException refused) {
      return Reply.text(refused.status(), String.valueOf(refused.getMessage()));
    }
    if (cause instanceof CborException malformed) {
      return Reply.text(
          RefusedException.BAD_REQUEST,
          "Could not parse body as CBOR message: " + malformed.getMessage());
    }
    if (cause instanceof OverloadedException overloaded) {
      return Reply.text(RefusedException.UNAVAILABLE, String.valueOf(overloaded.getMessage()));
    }
    LOG.log(Level.ERROR, "a request could not be answered", cause);
    return Reply.text(INTERNAL_ERROR, "The local network failed: " + cause);
  }

  private static InetAddress client(HttpExchange exchange) {
    return exchange.getRemoteAddress().getAddress();
  }

  /** The server would soon end the connection of a request that it has not read. */
  private static void drain(HttpExchange exchange) {
    try {
      Endpoints.body(exchange);
    } catch (RefusedException e) {
      LOG.log(Level.DEBUG, "a request that is not answered cannot be read, either", e);
    }
  }

  /**
   * Nothing is heard on a connection until the silence is over; then it ends. That it is made, and
   * what comes on it acknowledged, is the operating system's doing.
   */
  private void keepSilent(HttpExchange exchange) {
    ScheduledFuture<?> unused =
        timer.schedule(
            exchange::close, bouncer.silentNanos(client(exchange)), TimeUnit.NANOSECONDS);
  }

  private void send(HttpExchange exchange, Reply reply) {
    if (bouncer.silentNanos(client(exchange)) > 0) {
      keepSilent(exchange);
    } else {
      write(exchange, reply);
    }
  }

  private static void write(HttpExchange exchange, Reply reply) {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", reply.contentType());
      int size = reply.body().size();
      exchange.sendResponseHeaders(reply.status(), size == 0 ? -1 : size);
      if (size > 0) {
        reply.body().writeTo(exchange.getResponseBody());
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the client left before its reply", e);
    }
  }

  @Override
  public void close() {
    if (front != null) {
      front.close();
    }
    server.stop(0);
    timer.shutdownNow();
    threads.shutdownNow();
  }
}
