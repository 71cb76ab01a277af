package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewaySocket;
import icws.client.PocClient;
import icws.client.V1Client;
import icws.ic.Principal;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files into which Payara Micro has unpacked itself are removed while it runs. */
class LostFilesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path directory;
  private final HttpClient http = HttpClient.newHttpClient();

  LostFilesIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void theServerIsNotReadyAnyMoreAndWhoIsThereIsServedAndToldOfTheStop() throws Exception {
    try (LocalNetwork network = LocalNetwork.start(0)) {
      Principal canister = network.installDemo();
      try (GatewayProcess gateway = GatewayProcess.start(directory, network.settings())) {
        PocClient poc = network.register(canister);
        poc.join(GatewaySocket.connect(http, gateway.socket("/poc")));

        delete(unpackedApplications());

        gateway.awaitHealth("ready", 503);
        String told = gateway.get("/health/ready").body();
        assertTrue(told.matches(".*\"application-files\":\"?false.*"), told);
        poc.say("one");
        assertEquals("one ping", poc.hear());
        // Nothing of protocol v1 was needed before.
        V1Client v1 = network.clientV1(canister);
        v1.join(GatewaySocket.connect(http, gateway.socket("/v1")));
        gateway.stop();
        assertEquals(1001, poc.socket().awaitClosure().code());
        assertEquals(1001, v1.socket().awaitClosure().code());
        assertTrue(network.requests().await(canister, "ws_close", 2, PATIENCE));
        assertEquals(List.of(), gateway.log().linesWith("NoClassDefFoundError"));
      }
    }
  }

  private Path unpackedApplications() throws IOException {
    try (Stream<Path> all = Files.walk(directory, 2)) {
      return all.filter(path -> path.endsWith("applications")).findFirst().orElseThrow();
    }
  }

  private static void delete(Path root) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(root)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    assertTrue(deepestFirst.stream().anyMatch(path -> path.endsWith("beans.xml")), root::toString);
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
