package icws.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import icws.devnet.http.LoopbackHttpServer;
import icws.ic.Principal;
import icws.ic.agent.Network;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The examples for authors of dapps, from {@code src/examples}: their canisters on a network, and a
 * server of files on the loopback interface for their pages.
 */
public final class Examples implements AutoCloseable {
  public static final List<String> NAMES = List.of("chat", "prices", "cursor");

  /** What the build makes of a page. Nothing else is served, so no path leads outside. */
  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "page.js", "text/javascript",
          "page.js.map", "application/json");

  private static final Path BUILT = Path.of("target", "examples").toAbsolutePath();
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NO_BODY = -1;

  private final Map<String, String> settings = new HashMap<>();
  private final HttpServer server;

  private Examples(HttpServer server) {
    this.server = server;
  }

  /**
   * Installs the canisters and serves the pages, each with a file that says where its canister is.
   *
   * @param port of the pages; 0 for any free one
   * @param network where the canisters go
   * @param installer puts a module there
   * @param gateway its endpoint of the PoC protocol
   */
  public static Examples start(
      int port, Network network, Function<Path, Principal> installer, URI gateway)
      throws IOException {
    Examples examples = new Examples(LoopbackHttpServer.bind(port));
    for (String name : NAMES) {
      Principal canister = installer.apply(BUILT.resolve("canisters").resolve(name + ".wasm"));
      examples.settings.put(name, settings(network, canister, gateway));
    }
    NAMES.forEach(name -> examples.server.createContext("/" + name + "/", examples::answer));
    examples.server.start();
    return examples;
  }

  /** Where a browser finds an example. */
  public URI page(String name) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + name + "/");
  }

  private static String settings(Network network, Principal canister, URI gateway) {
    return String.format(
        """
        {
          "gateway": "%s",
          "canisterId": "%s",
          "network": { "url": "%s", "rootKey": "%s" }
        }
        """,
        gateway, canister, network.baseUri(), network.rootKeyDer().hex());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String context = exchange.getHttpContext().getPath();
    String name = context.substring(1, context.length() - 1);
    String file = exchange.getRequestURI().getPath().substring(context.length());
    if (file.isEmpty()) {
      file = "index.html";
    }
    if (file.equals("settings.json")) {
      byte[] text = settings.getOrDefault(name, "").getBytes(StandardCharsets.UTF_8);
      send(exchange, OK, "application/json", text);
    } else if (TYPES.containsKey(file)) {
      Path page = BUILT.resolve("pages").resolve(name).resolve(file);
      send(exchange, OK, TYPES.getOrDefault(file, ""), Files.readAllBytes(page));
    } else {
      send(exchange, NOT_FOUND, "text/plain", new byte[0]);
    }
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(status, body.length == 0 ? NO_BODY : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
