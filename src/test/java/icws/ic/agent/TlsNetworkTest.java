package icws.ic.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.Variant;
import icws.faults.TlsCertificate;
import icws.faults.TlsFrontend;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Outcome.NotSent;
import icws.ic.agent.Outcome.Replied;
import icws.ic.agent.ScriptedNetwork.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests over TLS, to a server that offers HTTP/2 with a hundred streams to a connection. Five
 * hundred handshakes take their time on a busy machine.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Tag("slow")
class TlsNetworkTest extends AgentFixture {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private TlsCertificate certificate;
  private TlsFrontend frontend;

  @BeforeEach
  void startFrontend(@TempDir Path directory) throws Exception {
    certificate = TlsCertificate.make(directory);
    frontend = TlsFrontend.start(network.uri(), certificate);
    onQuery(body -> Answer.ok(queryReply(REPLY)));
    agent = agent(frontend.url(), TrustedAuthorities.ofFile(certificate.pem()));
  }

  @AfterEach
  void stopFrontend() throws Exception {
    frontend.close();
  }

  private HttpAgent agent(URI address, SSLContext trusted) {
    HttpTransport transport =
        HttpTransport.create(
            NetworkThreads.start(Thread::new),
            trusted,
            scheduler,
            AgentFixture.unpaced().with(HttpLimits::connectTimeout, PATIENCE).made());
    AgentTimings timings =
        Variant.of(AgentTimings.defaults())
            .with(AgentTimings::query, PATIENCE)
            .with(AgentTimings::call, PATIENCE)
            .made();
    return new HttpAgent(
        new Network(address, ROOT.der()),
        SENDER,
        transport,
        timings,
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  /** Each of another canister, since a few leave places for others. */
  private List<CompletableFuture<Outcome>> queries(int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> Principal.of(Bytes.ofHex("%016x0101".formatted(i))))
        .map(canister -> agent.query(canister, "m", ARG))
        .toList();
  }

  private static void assertReplied(List<CompletableFuture<Outcome>> asked) {
    asked.forEach(
        query ->
            assertEquals(
                new Replied(REPLY),
                query.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join()));
  }

  private void awaitInFlight(int requests) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (frontend.inFlight() < requests) {
      assertTrue(System.nanoTime() < deadline, frontend.inFlight() + " requests are there");
      Thread.onSpinWait();
    }
  }

  @Test
  void moreThanAConnectionOfHttp2WouldCarryAreOnTheirWayAtOnce() {
    CompletableFuture<Void> all = new CompletableFuture<>();
    frontend.holdUntil(all);
    List<CompletableFuture<Outcome>> asked = queries(3 * TlsFrontend.MOST_STREAMS);
    awaitInFlight(3 * TlsFrontend.MOST_STREAMS);
    all.complete(null);
    assertReplied(asked);
  }

  @Test
  void asManyAsMayBeOnTheirWayAtOnceAre() {
    CompletableFuture<Void> all = new CompletableFuture<>();
    frontend.holdUntil(all);
    List<CompletableFuture<Outcome>> asked = queries(700);
    awaitInFlight(512);
    all.complete(null);
    assertReplied(asked);
    assertEquals(512, frontend.mostInFlight());
  }

  @Test
  void aServerThatEndsItsConnectionsInTimeLosesNothing() {
    frontend.closeConnectionEvery(10);
    for (int i = 0; i < 10; i++) {
      assertReplied(queries(50));
    }
  }

  @Test
  void aServerThatBreaksOffLeavesDoubtAndItsAbsenceNone() throws Exception {
    frontend.holdUntil(new CompletableFuture<Void>());
    List<CompletableFuture<Outcome>> asked = queries(50);
    awaitInFlight(50);
    frontend.breakOff();
    asked.forEach(
        query -> assertTrue(assertInstanceOf(Outcome.Unavailable.class, query.join()).retry()));
    assertEquals(false, assertInstanceOf(NotSent.class, query()).reachable());
  }

  @Test
  void whoseCertificateIsNotTrustedGetsNoRequest() {
    agent = agent(frontend.url(), TrustedAuthorities.ofJavaMachine());
    NotSent unsent = assertInstanceOf(NotSent.class, query());
    assertEquals(false, unsent.reachable());
    assertTrue(unsent.reason().startsWith("SSLHandshakeException"), unsent.reason());
    assertEquals(List.of(), network.requests());
  }

  @Test
  void aServerOfAnotherNameGetsNoRequest() throws IOException {
    URI other = URI.create(frontend.url().toString().replace("127.0.0.1", "localhost"));
    HttpAgent misled = agent(other, TrustedAuthorities.ofFile(certificate.pem()));
    assertEquals(
        false,
        assertInstanceOf(NotSent.class, misled.query(CANISTER, "m", ARG).join()).reachable());
    assertEquals(List.of(), network.requests());
  }

  @Test
  void aFileWithoutCertificatesIsRefused(@TempDir Path directory) throws IOException {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");
    Path noise = Files.writeString(directory.resolve("noise.pem"), "no certificate");
    assertThrows(IOException.class, () -> TrustedAuthorities.ofFile(empty));
    assertThrows(IOException.class, () -> TrustedAuthorities.ofFile(noise));
    assertThrows(IOException.class, () -> TrustedAuthorities.ofFile(directory.resolve("none")));
  }
}
