package icws.devnet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.devnet.Conditions;
import icws.devnet.Devnet;
import icws.devnet.DevnetOptions;
import icws.devnet.TestCanisters;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.candid.Candid;
import icws.ic.cbor.CborMap;
import icws.ic.certificate.Certificate;
import icws.ic.certificate.CertificateVerifier;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A network under some conditions with the probe on it, and what a client asks of both. */
final class TestNetwork implements AutoCloseable {
  final Devnet devnet;
  final Principal probe;
  private final HttpClient client = HttpClient.newHttpClient();

  TestNetwork(Conditions conditions) {
    devnet = Devnet.start(DevnetOptions.defaults().port(0).conditions(conditions));
    probe = devnet.install(TestCanisters.PROBE, Devnet.NO_ARGUMENTS);
  }

  /** Nanoseconds since 1970-01-01, three minutes ahead. */
  static long expiry() {
    Instant then = Instant.now().plus(Duration.ofMinutes(3));
    return then.getEpochSecond() * 1_000_000_000L + then.getNano();
  }

  String path(String version, String endpoint) {
    return "/api/" + version + "/canister/" + probe + "/" + endpoint;
  }

  CompletableFuture<HttpResponse<byte[]>> post(URI url, Bytes body) {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/cbor")
            .POST(BodyPublishers.ofByteArray(body.toByteArray()))
            .build();
    return client.sendAsync(request, BodyHandlers.ofByteArray());
  }

  CompletableFuture<HttpResponse<byte[]>> post(String path, Bytes body) {
    return post(devnet.url().resolve(path), body);
  }

  /** How long the network takes to answer. */
  CompletableFuture<Duration> timed(String path, Bytes body) {
    long before = System.nanoTime();
    return post(path, body)
        .thenApply(
            response -> {
              assertEquals(200, response.statusCode());
              return Duration.ofNanos(System.nanoTime() - before);
            });
  }

  Bytes query(String method) {
    return TestRequest.query(probe, method, Devnet.NO_ARGUMENTS, expiry()).body();
  }

  /** The one natural number that a query answers. */
  long number(String method) {
    CborMap reply = cbor(post(path("v3", "query"), query(method)).join()).map("reply");
    return Candid.decode(reply.bytes("arg")).get(0).asNat().longValueExact();
  }

  static CborMap cbor(HttpResponse<byte[]> response) {
    assertEquals(200, response.statusCode());
    return CborMap.read(Bytes.wrap(response.body()));
  }

  Certificate certificate(Bytes certificate) {
    return new CertificateVerifier(
            devnet.rootKeyDer(), Clock.systemUTC(), CertificateVerifier.DEFAULT_MAX_AGE)
        .verify(certificate, probe);
  }

  static Duration median(List<Duration> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }

  @Override
  public void close() {
    devnet.close();
  }
}
