package icws.ic.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import icws.devnet.http.LoopbackHttpServer;
import icws.ic.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An HTTP server on the loopback that answers each path as a test tells it, and remembers. */
final class ScriptedNetwork implements AutoCloseable {

  private static final int HANG = -1;
  private static final int TRUNCATE = -2;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, Function<Bytes, Answer>> script = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  record Request(String path, Bytes body) {}

  record Answer(int status, Map<String, String> headers, Bytes body) {
    Answer(int status, Bytes body) {
      this(status, Map.of(), body);
    }

    static Answer ok(Bytes body) {
      return new Answer(200, body);
    }

    static Answer text(int status, String body) {
      return new Answer(status, Bytes.utf8(body));
    }

    Answer with(String header, String value) {
      return new Answer(status, Map.of(header, value), body);
    }

    /** No answer until the network is closed. */
    static Answer hang() {
      return new Answer(HANG, Bytes.EMPTY);
    }

    /** Half of what its head promises. */
    static Answer truncated(Bytes body) {
      return new Answer(TRUNCATE, body);
    }
  }

  ScriptedNetwork() throws IOException {
    server = LoopbackHttpServer.bind(0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Answers a path that begins and ends so; anything else is 404. */
  void on(String prefix, String suffix, Function<Bytes, Answer> answer) {
    script.put(prefix + " " + suffix, answer);
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  List<String> paths() {
    return requests.stream().map(Request::path).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Bytes body = Bytes.wrap(exchange.getRequestBody().readAllBytes());
      requests.add(new Request(path, body));
      respond(exchange, answer(path, body));
    }
  }

  private Answer answer(String path, Bytes body) {
    for (Map.Entry<String, Function<Bytes, Answer>> line : script.entrySet()) {
      String[] ends = line.getKey().split(" ", 2);
      if (path.startsWith(ends[0]) && path.endsWith(ends[1])) {
        return line.getValue().apply(body);
      }
    }
    return Answer.text(404, "no such path");
  }

  private void respond(HttpExchange exchange, Answer answer) throws IOException {
    if (answer.status() == HANG) {
      awaitClose();
      return;
    }
    boolean truncated = answer.status() == TRUNCATE;
    int size = answer.body().size();
    int promised = truncated ? 2 * size : size;
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(truncated ? 200 : answer.status(), promised == 0 ? -1 : promised);
    OutputStream out = exchange.getResponseBody();
    answer.body().writeTo(out);
    out.flush();
  }

  private void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
