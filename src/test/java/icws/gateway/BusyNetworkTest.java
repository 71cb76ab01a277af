package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.Variant;
import icws.client.GatewayClient;
import icws.client.GatewaySocket;
import icws.devnet.http.ObservedRequest;
import icws.faults.FaultProxy;
import icws.faults.Faults;
import icws.faults.ProxiedRequest;
import icws.faults.TlsCertificate;
import icws.faults.TlsFrontend;
import icws.gateway.relay.PollInterval;
import icws.gateway.relay.RelaySettings;
import icws.gateway.relay.RetryPolicy;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.AgentTimings;
import icws.ic.agent.HttpLimits;
import icws.ic.agent.Network;
import icws.ic.agent.TrustedAuthorities;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of clients when their gateway has more to ask than the network lets it. */
@Tag("slow")
class BusyNetworkTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  private final LocalNetwork network = LocalNetwork.start(0);

  @AfterEach
  void stop() {
    network.close();
  }

  private static RelaySettings settings(PollInterval pollInterval, Duration patience) {
    return Variant.of(RelaySettings.defaults())
        .with(RelaySettings::firstFrameTimeout, LONG)
        .with(RelaySettings::pollInterval, pollInterval)
        .with(
            RelaySettings::retryPolicy,
            new RetryPolicy(Duration.ofMillis(100), Duration.ofMillis(500), patience))
        .made();
  }

  private static Variant<HttpLimits> unpaced() {
    return Variant.of(HttpLimits.defaults())
        .with(HttpLimits::requestsPerSecond, HttpLimits.UNLIMITED);
  }

  private static HttpLimits paced(int perSecond) {
    return Variant.of(HttpLimits.defaults()).with(HttpLimits::requestsPerSecond, perSecond).made();
  }

  private InProcessGateway gateway(
      URI address, RelaySettings settings, Duration query, HttpLimits limits, SSLContext tls) {
    AgentTimings timings =
        Variant.of(AgentTimings.defaults())
            .with(AgentTimings::query, query)
            .with(AgentTimings::call, LONG)
            .made();
    return new InProcessGateway(
        new Network(address, network.rootKey()), settings, timings, limits, tls);
  }

  private List<GatewayClient> joined(InProcessGateway gateway, Principal canister, int clients) {
    List<GatewayClient> joined = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      GatewayClient client = network.clientV1(canister);
      client.open(gateway.connect("v1"));
      joined.add(client);
    }
    joined.forEach(client -> assertEquals("ping", hear(client)));
    return joined;
  }

  private static String hear(GatewayClient client) {
    return client.next().orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Test
  void pollsAreAnsweredWhileCallsOfTheirCanisterTakeAllTheirPlaces() {
    Principal canister = network.installDemo();
    // A poll behind all those calls would come too late, again and again.
    Duration patience = Duration.ofSeconds(3);
    RelaySettings settings = settings(RelaySettings.defaults().pollInterval(), patience);
    HttpLimits limits =
        unpaced().with(HttpLimits::maxInFlight, 8).with(HttpLimits::maxWaiting, 1_000).made();
    try (FaultProxy proxy = FaultProxy.start(network.url());
        InProcessGateway gateway =
            gateway(
                proxy.url(),
                settings,
                Duration.ofSeconds(2),
                limits,
                TrustedAuthorities.ofJavaMachine())) {
      List<GatewayClient> clients = joined(gateway, canister, 60);
      proxy.inject(
          ProxiedRequest.of(canister, "ws_message"), Faults.delayed(Duration.ofMillis(400)));
      for (int i = 0; i < 3; i++) {
        String text = "text " + i;
        clients.forEach(client -> client.say(text));
      }
      for (int i = 0; i < 3; i++) {
        for (GatewayClient client : clients) {
          assertEquals("text " + i + " ping", hear(client));
        }
      }
      assertEquals(0, gateway.statistics().pollFailures());
      assertTrue(clients.stream().allMatch(client -> client.socket().isOpen()));
      clients.forEach(GatewayClient::close);
    }
  }

  @Test
  void silentCanistersShareTheNumberASecondAndOneThatIsSpokenToGoesFirst() throws Exception {
    int perSecond = 40;
    int canisters = 40;
    PollInterval eager = new PollInterval(Duration.ofMillis(50), Duration.ofMillis(100), 1.5);
    HttpLimits limits = paced(perSecond);
    try (FaultProxy proxy = FaultProxy.start(network.url());
        InProcessGateway gateway =
            gateway(
                proxy.url(),
                settings(eager, LONG),
                Duration.ofSeconds(10),
                limits,
                TrustedAuthorities.ofJavaMachine())) {
      List<Principal> all = new ArrayList<>();
      List<GatewayClient> clients = new ArrayList<>();
      for (int i = 0; i < canisters; i++) {
        Principal canister = network.installDemo();
        all.add(canister);
        clients.addAll(joined(gateway, canister, 1));
      }
      long begin = System.nanoTime();
      long before = proxy.carriedOut().all().size();
      long[] polled = all.stream().mapToLong(each -> polls(proxy, each)).toArray();
      GatewayClient speaker = clients.get(0);
      int spoken = 20;
      for (int i = 0; i < spoken; i++) {
        speaker.say("text " + i);
        assertEquals("text " + i + " ping", hear(speaker));
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      long sent = proxy.carriedOut().all().size() - before;
      assertTrue(
          sent <= 2 * perSecond + perSecond * seconds + 10, sent + " in " + seconds + " seconds");
      // An exchange takes a call and two polls or so, each of which waits for few others.
      assertTrue(seconds < spoken, seconds + " seconds");
      long[] since =
          IntStream.range(1, canisters)
              .mapToLong(i -> polls(proxy, all.get(i)) - polled[i])
              .sorted()
              .toArray();
      assertTrue(
          since[since.length - 1] - since[0] <= 3, since[0] + " to " + since[since.length - 1]);
      clients.forEach(GatewayClient::close);
    }
  }

  private static long polls(FaultProxy proxy, Principal canister) {
    return proxy.carriedOut().all().stream()
        .filter(ProxiedRequest.of(canister, "ws_get_messages"))
        .count();
  }

  @Test
  void threeHundredClientsSpeakAtOnceOverTls(@TempDir Path directory) throws Exception {
    int clients = 3 * TlsFrontend.MOST_STREAMS;
    Principal canister = network.installDemo();
    TlsCertificate certificate = TlsCertificate.make(directory);
    HttpLimits limits =
        unpaced()
            .with(HttpLimits::connectTimeout, Duration.ofMinutes(1))
            .with(HttpLimits::maxInFlight, 1_024)
            .made();
    try (TlsFrontend frontend = TlsFrontend.start(network.url(), certificate);
        InProcessGateway gateway =
            gateway(
                frontend.url(),
                settings(RelaySettings.defaults().pollInterval(), Duration.ofSeconds(1)),
                LONG,
                limits,
                TrustedAuthorities.ofFile(certificate.pem()))) {
      List<GatewayClient> all = joined(gateway, canister, clients);
      frontend.delay(Duration.ofSeconds(3));
      frontend.closeConnectionEvery(50);
      all.forEach(client -> client.say("all at once"));
      all.forEach(client -> assertEquals("all at once ping", hear(client)));
      assertTrue(
          frontend.mostInFlight() > TlsFrontend.MOST_STREAMS,
          () -> "at once: " + frontend.mostInFlight());
      assertEquals(0, gateway.statistics().circuitsOpened());
      assertTrue(all.stream().allMatch(client -> client.socket().isOpen()));
      all.forEach(GatewayClient::close);
    }
  }

  @Test
  void whoeverComesWithAWrongCanisterIdIsToldAtOnceAndCostsLittle() throws Exception {
    Principal nowhere = Principal.of(Bytes.ofHex("ffffffffffffffff0101"));
    Principal absent = Principal.of(Bytes.ofHex("00000000000fffff0101"));
    Principal mute = network.installMute();
    try (InProcessGateway gateway =
        gateway(
            network.url(),
            settings(RelaySettings.defaults().pollInterval(), LONG),
            Duration.ofSeconds(10),
            HttpLimits.defaults(),
            TrustedAuthorities.ofJavaMachine())) {
      for (int i = 0; i < 10; i++) {
        assertClosed(gateway, nowhere, 4410);
        assertClosed(gateway, absent, 4410);
        assertClosed(gateway, mute, 4411);
      }
      long readings =
          network.requests().all().stream()
              .filter(request -> request.kind() == ObservedRequest.Kind.READ_STATE)
              .count();
      // Every ten seconds one of each canister, and the subnets in a minute.
      assertTrue(readings <= 30, readings + " readings of state");
    }
  }

  @Test
  void whoComesToCanistersThatDoNotExistHoldsNobodyUpWhoIsOpen() throws Exception {
    int strangers = 200;
    int spoken = 10;
    HttpLimits limits = paced(40);
    try (FaultProxy proxy = FaultProxy.start(network.url());
        InProcessGateway gateway =
            gateway(
                proxy.url(),
                settings(RelaySettings.defaults().pollInterval(), LONG),
                Duration.ofMinutes(1),
                limits,
                TrustedAuthorities.ofJavaMachine())) {
      GatewayClient open = joined(gateway, network.installDemo(), 1).get(0);
      List<GatewayClient> come = new ArrayList<>();
      for (int i = 0; i < strangers; i++) {
        Principal madeUp = Principal.of(Bytes.ofHex("00000000000%04x80101".formatted(i)));
        GatewayClient stranger = network.clientV1(madeUp);
        stranger.open(gateway.connect("v1"));
        come.add(stranger);
      }
      long before = proxy.carriedOut().all().size();
      for (int i = 0; i < spoken; i++) {
        open.say("text " + i);
        assertEquals("text " + i + " ping", hear(open));
      }
      long meanwhile = proxy.carriedOut().all().size() - before;
      assertTrue(
          come.stream().anyMatch(stranger -> stranger.socket().isOpen()), "they have gone already");
      // In turn with the strangers' requests it would be two hundred for each answer.
      assertTrue(meanwhile <= 12L * spoken, meanwhile + " requests");
      come.forEach(stranger -> assertEquals(4410, stranger.socket().awaitClosure().code()));
      open.close();
    }
  }

  private void assertClosed(InProcessGateway gateway, Principal canister, int code) {
    GatewayClient client = network.clientV1(canister);
    client.open(gateway.connect("v1"));
    GatewaySocket.Closure closure = client.socket().awaitClosure();
    assertEquals(code, closure.code(), closure::reason);
  }
}
