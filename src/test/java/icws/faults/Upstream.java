package icws.faults;

import icws.ic.Bytes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The network behind the proxy, and what it has answered. Thread-safe. */
final class Upstream {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI network;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, ProxiedReply> latest = new ConcurrentHashMap<>();
  private final Journal carriedOut = new Journal();

  Upstream(URI network) {
    this.network = network;
  }

  ProxiedReply carryOut(ProxiedRequest request) throws IOException {
    HttpRequest passed =
        HttpRequest.newBuilder(network.resolve(request.path()))
            .timeout(PATIENCE)
            .header("Content-Type", "application/cbor")
            .method(
                request.verb(),
                HttpRequest.BodyPublishers.ofByteArray(request.body().toByteArray()))
            .build();
    carriedOut.add(request);
    try {
      ProxiedReply reply = reply(http.send(passed, BodyHandlers.ofByteArray()));
      remember(key(request.canister(), request.method()), reply);
      return reply;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the proxy is closed");
    }
  }

  /** Of polls, most have nothing to say. */
  private void remember(String key, ProxiedReply reply) {
    if (Forger.certifies(reply.body())) {
      latest.put(key, reply);
    } else {
      latest.putIfAbsent(key, reply);
    }
  }

  /** What was carried out. */
  Journal carriedOut() {
    return carriedOut;
  }

  /** The last reply with a certificate to a request of a canister's method; else the first one. */
  ProxiedReply latest(String canister, String method) {
    ProxiedReply reply = latest.get(key(canister, method));
    if (reply == null) {
      throw new IllegalStateException(canister + " has not answered " + method + " yet");
    }
    return reply;
  }

  private static String key(String canister, String method) {
    return canister + " " + method;
  }

  private static ProxiedReply reply(HttpResponse<byte[]> response) {
    String type = response.headers().firstValue("Content-Type").orElse("text/plain");
    return new ProxiedReply(response.statusCode(), type, Bytes.wrap(response.body()));
  }
}
