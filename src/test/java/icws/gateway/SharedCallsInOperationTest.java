package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewayClient;
import icws.faults.FaultProxy;
import icws.faults.Faults;
import icws.faults.ProxiedRequest;
import icws.gateway.relay.RelaySettings;
import icws.ic.Principal;
import icws.ic.agent.AgentTimings;
import icws.ic.agent.HttpLimits;
import icws.ic.agent.Network;
import icws.ic.agent.TrustedAuthorities;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crowd at one canister, whose messages go together where the canister takes them so. */
class SharedCallsInOperationTest {
  private static final int CLIENTS = 20;
  private static final int MESSAGES = 3;
  private static final Duration AWAY = Duration.ofMillis(300);

  private final LocalNetwork network = LocalNetwork.start(0);
  private final FaultProxy proxy = FaultProxy.start(network.url());
  private final InProcessGateway gateway =
      new InProcessGateway(
          new Network(proxy.url(), network.rootKey()),
          RelaySettings.defaults(),
          AgentTimings.defaults(),
          HttpLimits.defaults(),
          TrustedAuthorities.ofJavaMachine());

  @AfterEach
  void stop() {
    gateway.close();
    proxy.close();
    network.close();
  }

  private long calls(Principal canister, String method) {
    return proxy.carriedOut().all().stream().filter(ProxiedRequest.of(canister, method)).count();
  }

  private void everybodySpeaks(Principal canister) {
    List<GatewayClient> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      GatewayClient client = network.register(canister);
      client.open(gateway.connect("poc"));
      clients.add(client);
    }
    clients.forEach(client -> assertEquals("ping", hear(client)));
    proxy.inject(ProxiedRequest.of(canister, "ws_message"), Faults.delayed(AWAY));
    proxy.inject(ProxiedRequest.of(canister, "ws_messages"), Faults.delayed(AWAY));
    for (int i = 0; i < MESSAGES; i++) {
      String text = "text " + i;
      clients.forEach(client -> client.say(text));
    }
    for (GatewayClient client : clients) {
      for (int i = 0; i < MESSAGES; i++) {
        assertEquals("text " + i + " ping", hear(client));
      }
    }
    clients.forEach(GatewayClient::close);
  }

  private static String hear(GatewayClient client) {
    return client.next().orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Test
  void aCrowdNeedsFarFewerCallsThanItHasMessages() {
    Principal canister = network.installDemo();
    everybodySpeaks(canister);
    long together = calls(canister, "ws_messages");
    long alone = calls(canister, "ws_message");
    assertTrue(together > 0 && together + alone < CLIENTS * MESSAGES / 3, together + ", " + alone);
  }

  @Test
  void aCanisterWithoutTheCallIsServedWithoutIt(@TempDir Path folder) throws IOException {
    Principal canister = network.install(withoutTheCall(folder));
    everybodySpeaks(canister);
    assertEquals(CLIENTS * MESSAGES, calls(canister, "ws_message"));
    assertTrue(calls(canister, "ws_messages") >= 1);
  }

  /** The demo canister, in which the method is called otherwise. */
  private static Path withoutTheCall(Path folder) throws IOException {
    String module =
        Files.readString(Path.of("target/canisters/demo.wasm"), StandardCharsets.ISO_8859_1);
    String without = module.replace("canister_update ws_messages", "canister_update no_messages");
    assertTrue(!module.equals(without));
    Path file = folder.resolve("without.wasm");
    Files.writeString(file, without, StandardCharsets.ISO_8859_1);
    return file;
  }
}
