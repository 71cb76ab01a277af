package icws.devnet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.devnet.Devnet;
import icws.devnet.DevnetOptions;
import icws.devnet.TestCanisters;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.cbor.CborMap;
import icws.ic.certificate.Certificate;
import icws.ic.certificate.CertificateVerifier;
import icws.ic.certificate.Lookup;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpFrontendTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Bytes NOTHING = Devnet.NO_ARGUMENTS;
  private static final Bytes STATUS = Bytes.utf8("request_status");
  private static final int IDLE_CONNECTIONS = 600;

  private static Devnet devnet;
  private static Principal probe;

  @BeforeAll
  static void start() {
    devnet =
        Devnet.start(
            DevnetOptions.defaults()
                .port(0)
                .messageLimit(Duration.ofSeconds(2))
                .callTimeout(Duration.ofMillis(500)));
    probe = devnet.install(TestCanisters.PROBE, NOTHING);
  }

  @AfterAll
  static void stop() {
    devnet.close();
  }

  private static long inMinutes(int minutes) {
    Instant then = Instant.now().plus(Duration.ofMinutes(minutes));
    return then.getEpochSecond() * 1_000_000_000L + then.getNano();
  }

  private static HttpResponse<byte[]> post(String path, Bytes body)
      throws IOException, InterruptedException {
    return CLIENT.send(request(path, body), BodyHandlers.ofByteArray());
  }

  private static HttpRequest request(String path, Bytes body) {
    return HttpRequest.newBuilder(devnet.url().resolve(path))
        .header("Content-Type", "application/cbor")
        .POST(BodyPublishers.ofByteArray(body.toByteArray()))
        .build();
  }

  private static String ofProbe(String version, String endpoint) {
    return "/api/" + version + "/canister/" + probe + "/" + endpoint;
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static CborMap cbor(HttpResponse<byte[]> response) {
    assertEquals(200, response.statusCode(), () -> text(response));
    return CborMap.read(Bytes.wrap(response.body()));
  }

  private static Certificate certificate(HttpResponse<byte[]> response) {
    CertificateVerifier verifier =
        new CertificateVerifier(
            devnet.rootKeyDer(), Clock.systemUTC(), CertificateVerifier.DEFAULT_MAX_AGE);
    return verifier.verify(cbor(response).bytes("certificate"), probe);
  }

  private static Bytes found(Certificate certificate, Bytes... path) {
    return certificate.lookup(path).found().orElseThrow();
  }

  private static long counter() throws IOException, InterruptedException {
    Bytes body = TestRequest.query(probe, "get", NOTHING, inMinutes(3)).body();
    CborMap reply = cbor(post(ofProbe("v3", "query"), body)).map("reply");
    return Candid.decode(reply.bytes("arg")).get(0).asNat().longValueExact();
  }

  @Test
  void asynchronousCallIsReadByItsSenderOnly() throws IOException, InterruptedException {
    TestKey key = TestKey.ed25519();
    TestRequest call = TestRequest.call(probe, "increment", NOTHING, inMinutes(3)).from(key);
    List<List<Bytes>> paths = List.of(List.of(STATUS, call.id()));

    HttpResponse<byte[]> accepted = post(ofProbe("v2", "call"), call.body());
    // The same request again, synchronously: joins the first and returns when it is done.
    Certificate certificate = certificate(post(ofProbe("v3", "call"), call.body()));
    Bytes mine = TestRequest.readState(paths, inMinutes(3)).from(key).body();
    Bytes theirs = TestRequest.readState(paths, inMinutes(3)).from(TestKey.ed25519()).body();
    Bytes unsigned = TestRequest.readState(paths, inMinutes(3)).body();

    assertEquals(202, accepted.statusCode());
    assertEquals(0, accepted.body().length);
    assertEquals(
        Bytes.utf8("replied"), found(certificate, STATUS, call.id(), Bytes.utf8("status")));
    Certificate read = certificate(post(ofProbe("v2", "read_state"), mine));
    assertEquals(
        found(certificate, STATUS, call.id(), Bytes.utf8("reply")),
        found(read, STATUS, call.id(), Bytes.utf8("reply")));
    assertEquals(403, post(ofProbe("v2", "read_state"), theirs).statusCode());
    assertEquals(403, post(ofProbe("v2", "read_state"), unsigned).statusCode());
  }

  @Test
  void sameRequestManyTimesAtOnceIsExecutedOnce() throws IOException, InterruptedException {
    long before = counter();
    Bytes body =
        TestRequest.call(probe, "increment", NOTHING, inMinutes(3))
            .with("nonce", Bytes.utf8("once"))
            .body();
    List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(
          CLIENT.sendAsync(request(ofProbe("v4", "call"), body), BodyHandlers.ofByteArray()));
    }
    answers.forEach(answer -> assertEquals(200, answer.join().statusCode()));

    assertEquals(before + 1, counter());
  }

  @Test
  void unknownRequestIsProvenAbsent() throws IOException, InterruptedException {
    Bytes id = Bytes.ofHex("00".repeat(32));
    Bytes body = TestRequest.readState(List.of(List.of(STATUS, id)), inMinutes(3)).body();

    Certificate certificate = certificate(post(ofProbe("v3", "read_state"), body));

    assertInstanceOf(Lookup.Absent.class, certificate.lookup(STATUS, id, Bytes.utf8("status")));
  }

  @Test
  void callThatTakesTooLongIsAnsweredLaterAndThenEnded() throws IOException, InterruptedException {
    long before = counter();
    TestRequest call = TestRequest.call(probe, "spin", NOTHING, inMinutes(3));

    HttpResponse<byte[]> first = post(ofProbe("v3", "call"), call.body());
    HttpResponse<byte[]> last = first;
    while (last.statusCode() == 202) {
      last = post(ofProbe("v3", "call"), call.body());
    }

    assertEquals(202, first.statusCode());
    Certificate certificate = certificate(last);
    assertEquals(
        Bytes.utf8("IC0522"), found(certificate, STATUS, call.id(), Bytes.utf8("error_code")));
    assertEquals(before, counter());
  }

  @Test
  void queryThatRunsTooLongIsEnded() throws IOException, InterruptedException {
    Bytes body = TestRequest.query(probe, "spinQuery", NOTHING, inMinutes(3)).body();

    CborMap reply = cbor(post(ofProbe("v2", "query"), body));

    assertEquals("rejected", reply.text("status"));
    assertEquals("IC0522", reply.text("error_code"));
  }

  @Test
  void refusalBeforeExecutionIsNotCertified() throws IOException, InterruptedException {
    Principal nowhere = Principal.of(Bytes.ofHex("00000000000fffff0101"));
    Bytes body = TestRequest.call(nowhere, "go", NOTHING, inMinutes(3)).body();

    CborMap sync = cbor(post("/api/v3/canister/" + nowhere + "/call", body));
    CborMap async = cbor(post("/api/v2/canister/" + nowhere + "/call", body));

    assertEquals("non_replicated_rejection", sync.text("status"));
    assertEquals("IC0301", sync.text("error_code"));
    assertEquals(3, sync.unsigned64("reject_code"));
    assertEquals("IC0301", async.text("error_code"));
  }

  @Test
  void badBodiesAreRefusedWithAReason() throws IOException, InterruptedException {
    long soon = inMinutes(3);
    TestRequest call = TestRequest.call(probe, "increment", NOTHING, soon);
    Map<Bytes, String> reasons =
        Map.of(
            Bytes.utf8("hello"),
            "Could not parse body as CBOR",
            Bytes.EMPTY,
            "Could not parse body as CBOR",
            TestRequest.encode(Map.of()),
            "content is missing",
            call.with("method_name", 7L).body(),
            "method_name is not a text",
            TestRequest.call(probe, "go", NOTHING, soon).without("arg").body(),
            "arg is missing",
            TestRequest.query(probe, "get", NOTHING, soon).body(),
            "request_type is 'query'",
            TestRequest.call(probe, "go", NOTHING, soon)
                .with("nonce", Bytes.wrap(new byte[33]))
                .body(),
            "nonce has more than 32 bytes",
            TestRequest.call(probe, "go", NOTHING, 1).body(),
            "not within expected range",
            TestRequest.call(Principal.ANONYMOUS, "go", NOTHING, soon).body(),
            "is not the request's canister_id");
    for (Map.Entry<Bytes, String> each : reasons.entrySet()) {
      HttpResponse<byte[]> response = post(ofProbe("v3", "call"), each.getKey());
      assertEquals(400, response.statusCode(), each.getValue());
      assertTrue(text(response).contains(each.getValue()), text(response));
    }
  }

  @Test
  void bodyOverTheLimitIsRefused() throws IOException, InterruptedException {
    Bytes body = Bytes.wrap(new byte[Endpoints.MAX_BODY_BYTES + 1]);

    assertEquals(413, post(ofProbe("v3", "call"), body).statusCode());
  }

  @Test
  void pathsThatDoNotExistAreNamed() throws IOException, InterruptedException {
    Bytes body = TestRequest.query(probe, "get", NOTHING, inMinutes(3)).body();

    assertEquals(404, post("/api/v9/canister/" + probe + "/query", body).statusCode());
    assertEquals(404, post("/", body).statusCode());
    assertEquals(400, post("/api/v2/canister/not-a-principal/query", body).statusCode());
    HttpResponse<byte[]> get =
        CLIENT.send(
            HttpRequest.newBuilder(devnet.url().resolve(ofProbe("v2", "query"))).build(),
            BodyHandlers.ofByteArray());
    assertEquals(405, get.statusCode());
  }

  @Test
  void canisterOfNoSubnetHasNoRoute() throws IOException, InterruptedException {
    Principal elsewhere = Principal.parse("ryjl3-tyaaa-aaaaa-aaaba-cai");
    Principal mainnet = Principal.parse("bkyz2-fmaaa-aaaaa-qaaaq-cai");
    Bytes body = TestRequest.query(mainnet, "get", NOTHING, inMinutes(3)).body();
    assertEquals(10, elsewhere.raw().size());

    HttpResponse<byte[]> response = post("/api/v2/canister/" + mainnet + "/query", body);

    assertEquals(400, response.statusCode());
    assertTrue(text(response).startsWith("canister_not_found"));
  }

  @Test
  void browsersOfAnyOriginMaySendRequests() throws IOException, InterruptedException {
    HttpRequest preflight =
        HttpRequest.newBuilder(devnet.url().resolve(ofProbe("v3", "call")))
            .method("OPTIONS", BodyPublishers.noBody())
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type")
            .build();

    HttpResponse<byte[]> response = CLIENT.send(preflight, BodyHandlers.ofByteArray());

    assertEquals(204, response.statusCode());
    assertEquals("*", response.headers().firstValue("Access-Control-Allow-Origin").orElseThrow());
    assertEquals(
        "content-type",
        response.headers().firstValue("Access-Control-Allow-Headers").orElseThrow());
    assertTrue(
        response
            .headers()
            .firstValue("Access-Control-Allow-Methods")
            .orElseThrow()
            .contains("POST"));
  }

  @Test
  void pathsOfOtherCanistersAndTheWholeTreeCannotBeRead() throws IOException, InterruptedException {
    Bytes canister = Bytes.utf8("canister");
    Bytes other = Principal.parse("rrkah-fqaaa-aaaaa-aaaaq-cai").raw();
    for (List<Bytes> path :
        List.of(
            List.of(canister, other, Bytes.utf8("module_hash")),
            List.of(canister, probe.raw(), Bytes.utf8("certified_data")),
            List.of(canister, probe.raw()),
            List.of(canister),
            List.of(STATUS))) {
      Bytes body = TestRequest.readState(List.of(path), inMinutes(3)).body();
      assertEquals(403, post(ofProbe("v2", "read_state"), body).statusCode(), path.toString());
    }
    Bytes everything = TestRequest.readState(List.of(List.of()), inMinutes(3)).body();
    assertEquals(400, post(ofProbe("v2", "read_state"), everything).statusCode());
  }

  @Test
  void privateMetadataIsForControllersOnly() throws IOException, InterruptedException {
    List<List<Bytes>> paths =
        List.of(
            List.of(
                Bytes.utf8("canister"),
                probe.raw(),
                Bytes.utf8("metadata"),
                Bytes.utf8("motoko:compiler")));
    Bytes controller = TestRequest.readState(paths, inMinutes(3)).body();
    Bytes stranger = TestRequest.readState(paths, inMinutes(3)).from(TestKey.ed25519()).body();

    Certificate certificate = certificate(post(ofProbe("v2", "read_state"), controller));

    assertTrue(found(certificate, paths.get(0).toArray(Bytes[]::new)).size() > 0);
    assertEquals(403, post(ofProbe("v2", "read_state"), stranger).statusCode());
  }

  @Test
  void requestsAreLoggedForTests() throws IOException, InterruptedException {
    Bytes argument = Candid.encode(CandidValue.text("hello"));
    long before = devnet.requests().count(probe, "print");
    Bytes body = TestRequest.call(probe, "print", argument, inMinutes(3)).body();

    CompletableFuture<HttpResponse<byte[]>> answer =
        CLIENT.sendAsync(request(ofProbe("v3", "call"), body), BodyHandlers.ofByteArray());

    assertTrue(devnet.requests().await(probe, "print", before + 1, Duration.ofSeconds(20)));
    assertEquals(200, answer.join().statusCode());
  }

  @Test
  void idleConnectionsOfSeveralGatewaysAreKept() throws IOException {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < IDLE_CONNECTIONS; i++) {
        Socket socket = new Socket(devnet.url().getHost(), devnet.url().getPort());
        idle.add(socket);
        assertEquals("HTTP/1.1 200 OK", askForStatus(socket));
      }
      for (Socket socket : idle) {
        assertEquals("HTTP/1.1 200 OK", askForStatus(socket));
      }
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  /** The first line of the answer, which is read to its end; the connection stays. */
  private static String askForStatus(Socket socket) throws IOException {
    String request = "GET /api/v2/status HTTP/1.1\r\nHost: devnet\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    String first = line(in);
    int size = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
        size = Integer.parseInt(header.substring("content-length: ".length()));
      }
    }
    assertEquals(size, in.readNBytes(size).length);
    return first;
  }

  /** A line without its end; empty where the connection was ended instead. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }
}
