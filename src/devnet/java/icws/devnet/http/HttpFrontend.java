package icws.devnet.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import icws.devnet.replica.OverloadedException;
import icws.devnet.replica.Replica;
import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.cbor.CborException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The HTTP server on the loopback interface: reads bodies within a limit, finds the endpoint, and
 * writes replies; browsers of any origin may use it. No thread waits for the replica: a request
 * whose answer takes time gives its thread back.
 */
public final class HttpFrontend implements AutoCloseable {
  private static final Logger LOG = System.getLogger(HttpFrontend.class.getName());

  /** As the IC's limit for ingress messages, and room for the envelope around an argument. */
  static final int MAX_BODY_BYTES = (2 << 20) + (64 << 10);

  private static final int THREADS = 16;
  private static final int WAITING = 256;
  private static final int NO_CONTENT = 204;
  private static final int INTERNAL_ERROR = 500;
  private static final Pattern ENDPOINT =
      Pattern.compile("/api/v([234])/(canister|subnet)/([a-z0-9-]+)/(call|query|read_state)");

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final CallEndpoints calls;
  private final StateEndpoints state;

  /**
   * Binds the port and serves.
   *
   * @param port 0 for any free one
   * @param callTimeout how long a synchronous call is waited for before {@code 202}
   * @param observer is told of every request that is taken
   * @throws UncheckedIOException where the port is in use
   */
  public HttpFrontend(
      int port,
      Replica replica,
      SubnetKeys keys,
      Duration callTimeout,
      Consumer<ObservedRequest> observer) {
    threads = newThreads();
    calls = new CallEndpoints(replica, keys, callTimeout, threads, observer);
    state = new StateEndpoints(replica, keys, threads, observer);
    try {
      server = LoopbackHttpServer.bind(port);
    } catch (IOException e) {
      threads.shutdown();
      throw new UncheckedIOException("port " + port + ": " + e.getMessage(), e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
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
        task -> {
          Thread thread = new Thread(task, "devnet-http-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        },
        new ThreadPoolExecutor.CallerRunsPolicy());
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) {
    allowAnyOrigin(exchange);
    try {
      if (exchange.getRequestMethod().equals("OPTIONS")) {
        send(exchange, new Reply(NO_CONTENT, "text/plain", Bytes.EMPTY));
        return;
      }
      CompletableFuture<Void> unused =
          dispatch(exchange)
              .handleAsync(
                  (reply, failure) -> {
                    send(exchange, failure == null ? reply : failed(failure));
                    return null;
                  },
                  threads);
    } catch (RuntimeException e) {
      send(exchange, failed(e));
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

  private CompletableFuture<Reply> dispatch(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/api/v2/status")) {
      requireMethod(exchange, "GET");
      return CompletableFuture.completedFuture(state.status());
    }
    Matcher endpoint = ENDPOINT.matcher(path);
    if (!endpoint.matches()) {
      throw new RefusedException(RefusedException.NOT_FOUND, "No such endpoint: " + path);
    }
    requireMethod(exchange, "POST");
    Principal id = principal(endpoint.group(3));
    Bytes body = body(exchange);
    return switch (endpoint.group(2) + " " + endpoint.group(4) + " v" + endpoint.group(1)) {
      case "canister call v2" -> calls.callAsync(id, body);
      case "canister call v3", "canister call v4" -> calls.callSync(id, body);
      case "canister query v2", "canister query v3" -> calls.query(id, body);
      case "canister read_state v2", "canister read_state v3" -> state.readCanisterState(id, body);
      case "subnet read_state v2", "subnet read_state v3" ->
          CompletableFuture.completedFuture(state.readSubnetState(id, body));
      default ->
          throw new RefusedException(RefusedException.NOT_FOUND, "No such endpoint: " + path);
    };
  }

  private static void requireMethod(HttpExchange exchange, String method) {
    if (!exchange.getRequestMethod().equals(method)) {
      exchange.getResponseHeaders().set("Allow", method + ", OPTIONS");
      throw new RefusedException(
          RefusedException.METHOD_NOT_ALLOWED, "This endpoint takes " + method);
    }
  }

  private static Principal principal(String text) {
    try {
      return Principal.parse(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(RefusedException.BAD_REQUEST, String.valueOf(e.getMessage()), e);
    }
  }

  private static Bytes body(HttpExchange exchange) {
    try {
      byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
      if (body.length > MAX_BODY_BYTES) {
        throw new RefusedException(
            RefusedException.TOO_LARGE, "The request is larger than " + MAX_BODY_BYTES + " bytes");
      }
      return Bytes.wrap(body);
    } catch (IOException e) {
      throw new RefusedException(RefusedException.BAD_REQUEST, "The body ended too early", e);
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

  private static void send(HttpExchange exchange, Reply reply) {
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
    server.stop(0);
    threads.shutdownNow();
  }
}
