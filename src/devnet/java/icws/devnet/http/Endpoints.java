package icws.devnet.http;

import com.sun.net.httpserver.HttpExchange;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads requests, within a limit, and finds who answers them. Thread-safe. */
record Endpoints(CallEndpoints calls, StateEndpoints state) {
  /** As the IC's limit for ingress messages, and room for the envelope around an argument. */
  static final int MAX_BODY_BYTES = (2 << 20) + (64 << 10);

  private static final Pattern ENDPOINT =
      Pattern.compile("/api/v([234])/(canister|subnet)/([a-z0-9-]+)/(call|query|read_state)");

  /**
   * Reads a request.
   *
   * @param arrivesNanos when it arrives at the network, by {@link System#nanoTime}
   * @throws RefusedException where nobody answers it
   */
  ApiRequest read(HttpExchange exchange, long arrivesNanos) {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/api/v2/status")) {
      requireMethod(exchange, "GET");
      return ApiRequest.unlogged(() -> CompletableFuture.completedFuture(state.status()));
    }
    Matcher endpoint = ENDPOINT.matcher(path);
    if (!endpoint.matches()) {
      throw noSuchEndpoint(path);
    }
    requireMethod(exchange, "POST");
    Principal id = principal(endpoint.group(3));
    Bytes body = body(exchange);
    Supplier<CompletableFuture<Reply>> answer = answer(endpoint, id, body);
    if (endpoint.group(2).equals("subnet")) {
      return ApiRequest.unlogged(answer);
    }
    String type = LoggedRequest.type(endpoint.group(1), endpoint.group(4));
    return new ApiRequest(
        answer,
        Optional.of(
            new LoggedRequest(
                id, type, body, exchange.getRemoteAddress().getAddress(), arrivesNanos)));
  }

  private Supplier<CompletableFuture<Reply>> answer(Matcher endpoint, Principal id, Bytes body) {
    return switch (endpoint.group(2) + " " + endpoint.group(4) + " v" + endpoint.group(1)) {
      case "canister call v2" -> () -> calls.callAsync(id, body);
      case "canister call v3", "canister call v4" -> () -> calls.callSync(id, body);
      case "canister query v2", "canister query v3" -> () -> calls.query(id, body);
      case "canister read_state v2", "canister read_state v3" ->
          () -> state.readCanisterState(id, body);
      case "subnet read_state v2", "subnet read_state v3" ->
          () -> CompletableFuture.completedFuture(state.readSubnetState(id, body));
      default -> throw noSuchEndpoint(endpoint.group());
    };
  }

  private static RefusedException noSuchEndpoint(String path) {
    return new RefusedException(RefusedException.NOT_FOUND, "No such endpoint: " + path);
  }

  private static void requireMethod(HttpExchange exchange, String method) {
    if (!exchange.getRequestMethod().equals(method)) {
      exchange.getResponseHeaders().set("Allow", method + ", OPTIONS");
      throw new RefusedException(
          RefusedException.METHOD_NOT_ALLOWED, "This endpoint takes " + method);
    }
  }

  static Principal principal(String text) {
    try {
      return Principal.parse(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(RefusedException.BAD_REQUEST, String.valueOf(e.getMessage()), e);
    }
  }

  static Bytes body(HttpExchange exchange) {
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
}
