package icws.devnet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import icws.devnet.Conditions;
import icws.devnet.Devnet;
import icws.devnet.DevnetOptions;
import icws.devnet.http.TestConnection.Outcome;
import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.cbor.CborMap;
import icws.ic.certificate.Certificate;
import icws.ic.certificate.Lookup;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
class BoundaryNodesTest {
  private static final Bytes NODES = Bytes.utf8("api_boundary_nodes");
  private static final SubnetKeys KEYS = new SubnetKeys(DevnetOptions.DEFAULT_SEED);

  /** What the root subnet's state tells of all boundary nodes. */
  private static Certificate nodes(TestNetwork network) {
    Bytes body = TestRequest.readState(List.of(List.of(NODES)), TestNetwork.expiry()).body();
    CborMap answer =
        TestNetwork.cbor(
            network.post("/api/v2/subnet/" + KEYS.subnetId() + "/read_state", body).join());
    return network.certificate(answer.bytes("certificate"));
  }

  private static String field(Certificate certificate, Principal node, String name) {
    return certificate.lookup(NODES, node.raw(), Bytes.utf8(name)).found().orElseThrow().toUtf8();
  }

  @Test
  void certifiedStateTellsWhereEachIsFound() {
    try (TestNetwork network = new TestNetwork(Conditions.none().boundaryNodes(3))) {
      Certificate certificate = nodes(network);

      List<String> found =
          IntStream.range(0, 3)
              .mapToObj(i -> field(certificate, KEYS.boundaryNodeId(i), "domain"))
              .toList();
      assertEquals(network.devnet.urls().stream().map(URI::getAuthority).toList(), found);
      assertEquals("127.0.0.1", field(certificate, KEYS.boundaryNodeId(2), "ipv4_address"));
      assertEquals("::ffff:127.0.0.1", field(certificate, KEYS.boundaryNodeId(2), "ipv6_address"));
    }
  }

  @Test
  void withoutTheOptionTheStateTellsOfNone() {
    try (TestNetwork network = new TestNetwork(Conditions.none())) {
      assertEquals(List.of(network.devnet.url()), network.devnet.urls());
      assertInstanceOf(
          Lookup.Absent.class,
          nodes(network).lookup(NODES, KEYS.boundaryNodeId(0).raw(), Bytes.utf8("domain")));
    }
  }

  @Test
  void eachServesTheSameNetwork() {
    try (TestNetwork network = new TestNetwork(Conditions.none().boundaryNodes(2))) {
      Bytes call =
          TestRequest.call(network.probe, "increment", Devnet.NO_ARGUMENTS, TestNetwork.expiry())
              .body();
      URI second = network.devnet.urls().get(1);

      assertEquals(
          200, network.post(second.resolve(network.path("v3", "call")), call).join().statusCode());
      assertEquals(1, network.number("get"));
    }
  }

  @Test
  void eachTellsOfItsOwnRequestsOnly() throws InterruptedException {
    Conditions logged = Conditions.none().boundaryNodes(2).accessLogs(Duration.ofMinutes(10));
    try (TestNetwork network = new TestNetwork(logged)) {
      URI second = network.devnet.urls().get(1);
      TestListener listener = new TestListener(HttpClient.newHttpClient(), second, network.probe);
      listener.socket().join();

      network.number("get");
      network.post(second.resolve(network.path("v3", "query")), network.query("whoami")).join();

      assertEquals("whoami", TestListener.field(listener.next(), "ic_method"));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whomOneIsSilentToAnotherAnswers() throws IOException {
    Duration patience = Duration.ofMillis(300);
    Conditions limited =
        Conditions.none().boundaryNodes(2).limit(new RequestLimit(1, 2, Duration.ofMinutes(1)));
    try (TestNetwork network = new TestNetwork(limited);
        TestConnection one = new TestConnection(network.devnet.urls().get(0), "127.0.0.2");
        TestConnection other = new TestConnection(network.devnet.urls().get(1), "127.0.0.2")) {
      while (one.ask(patience) == Outcome.ANSWERED) {
        // Until it has asked for too much.
      }
      assertEquals(Outcome.ANSWERED, other.ask(Duration.ofSeconds(30)));
    }
  }
}
