package icws.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.client.GatewaySocket;
import icws.client.PocClient;
import icws.client.V1Client;
import icws.faults.FaultProxy;
import icws.gateway.Closings;
import icws.gateway.Closings.Closing;
import icws.gateway.GatewayProcess;
import icws.gateway.LocalNetwork;
import icws.ic.Principal;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway is told to stop while it has more clients of one canister than requests may be on
 * their way for it, and each call takes seconds, as on the Internet Computer.
 */
@Tag("load")
class SlowCallsStopIT {
  private static final int CLIENTS = 300;
  private static final Duration CALL = Duration.ofMillis(2_500);
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Set<Closing> expected = new HashSet<>();

  SlowCallsStopIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void everyClosingGetsThroughAndTheNextStartFindsNobodyLeftBehind() throws Exception {
    try (LocalNetwork network = LocalNetwork.start(0);
        FaultProxy proxy = FaultProxy.start(network.url())) {
      Map<String, String> settings =
          network.settings(
              Map.of(
                  "icws.network.url",
                  proxy.url().toString(),
                  "icws.shutdown.grace",
                  GRACE.toSeconds() + "s"));
      Closings closings = new Closings(network.requests());
      try (GatewayProcess gateway = GatewayProcess.start(directory, settings)) {
        join(network, gateway);
        proxy.inject(
            request -> request.method().equals("ws_close"), icws.faults.Faults.delayed(CALL));
        gateway.stop();
      }
      assertEquals(expected, closings.made());
      assertEquals(CLIENTS, closings.count());
      try (GatewayProcess next = GatewayProcess.start(directory, settings)) {
        assertEquals(0, next.metric("icws_record_entries"));
        assertEquals(0, next.metric("icws_orphans"));
      }
      assertEquals(CLIENTS, closings.count());
    }
  }

  private void join(LocalNetwork network, GatewayProcess gateway) {
    Principal canister = network.installDemo();
    for (int i = 0; i < CLIENTS / 2; i++) {
      PocClient poc = network.register(canister);
      poc.join(GatewaySocket.connect(http, gateway.socket("/poc")));
      expected.add(Closings.of(canister, poc));
      V1Client v1 = network.clientV1(canister);
      v1.join(GatewaySocket.connect(http, gateway.socket("/v1")));
      expected.add(Closings.of(canister, v1));
    }
  }
}
