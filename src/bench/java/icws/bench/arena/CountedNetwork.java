package icws.bench.arena;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import icws.devnet.Devnet;
import icws.devnet.Main;
import icws.devnet.http.LoopbackHttpServer;
import icws.devnet.http.ObservedRequest;
import icws.devnet.http.ObservedRequest.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The local network as from its command line, in a process of its own, with a door beside it for
 * the bench: {@code GET /requests} answers how many queries and calls there were, {@code GET
 * /canister} installs one more demo canister and answers its id.
 */
public final class CountedNetwork {
  /** What it prints before the door's address. */
  static final String DOOR = "bench door at ";

  private static final int COUNT_MILLIS = 50;
  private static final int OK = 200;

  private final Devnet devnet;

  // Guarded by this.
  private long queries;
  private long calls;

  private CountedNetwork(Devnet devnet) {
    this.devnet = devnet;
  }

  /** Takes the network's options. */
  public static void main(String[] args) throws InterruptedException {
    Main.main(args, CountedNetwork::open);
  }

  private static void open(Devnet devnet) {
    CountedNetwork counted = new CountedNetwork(devnet);
    try {
      HttpServer door = LoopbackHttpServer.bind(0);
      door.createContext("/requests", exchange -> answer(exchange, counted.requests()));
      door.createContext("/canister", exchange -> answer(exchange, counted.install()));
      door.start();
      System.out.println(DOOR + "http://127.0.0.1:" + door.getAddress().getPort());
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
    counted.countAlways();
  }

  /** More often than the network's log has room for. */
  private void countAlways() {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    Future<?> unused =
        timer.scheduleAtFixedRate(this::count, COUNT_MILLIS, COUNT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private synchronized void count() {
    for (ObservedRequest request : devnet.requests().drain()) {
      if (request.kind() == Kind.QUERY) {
        queries++;
      } else if (request.kind() == Kind.CALL) {
        calls++;
      }
    }
  }

  private synchronized String requests() {
    count();
    return new Requests(queries, calls).toText();
  }

  private String install() {
    Path demo = Path.of(System.getProperty("icws.canisters"), "demo.wasm");
    return devnet.install(demo, Devnet.NO_ARGUMENTS).toString();
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(OK, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
