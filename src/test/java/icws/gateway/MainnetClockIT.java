package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.client.GatewayClient;
import icws.client.GatewaySocket;
import icws.client.V1Client;
import icws.devnet.Conditions;
import icws.devnet.DevnetOptions;
import icws.gateway.relay.RelaySettings;
import icws.ic.Principal;
import icws.ic.agent.AgentTimings;
import icws.ic.agent.HttpLimits;
import icws.ic.agent.Network;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network as far away as the real one, with its blocks and its silence for whoever asks too much:
 * whoever is to hear something hears all of it, once and in order. How long that takes the bench
 * measures.
 */
@Tag("soak")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainnetClockIT {
  private static final int CROWD = 60;
  private static final int AUTHORS = 20;

  private final LocalNetwork network =
      LocalNetwork.start(DevnetOptions.defaults().port(0).conditions(Conditions.mainnet().seed(1)));

  private final Principal canister = network.installDemo();
  private final HttpClient http = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway.Init")
  private GatewayProcess gateway;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException, InterruptedException {
    gateway = GatewayProcess.start(directory, network.settings());
  }

  @AfterAll
  void stop() {
    gateway.close();
    network.close();
  }

  private List<V1Client> greeted(int count) {
    List<V1Client> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      V1Client client = network.clientV1(canister);
      client.open(GatewaySocket.connect(http, gateway.socket("/v1")));
      clients.add(client);
    }
    clients.forEach(client -> assertEquals("ping", hear(client)));
    return clients;
  }

  private static String hear(GatewayClient client) {
    return client.next().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static List<String> hear(GatewayClient client, int count) {
    return Stream.generate(() -> hear(client)).limit(count).toList();
  }

  @Test
  void aCrowdHearsBroadcastsOnceAndInOrder() {
    List<V1Client> crowd = greeted(CROWD);
    List<String> texts = IntStream.range(0, 3).mapToObj(i -> "news " + i).toList();
    texts.forEach(text -> crowd.get(0).say("/all " + text));
    crowd.forEach(client -> assertEquals(texts, hear(client, texts.size())));
    crowd.forEach(GatewayClient::close);
  }

  @Test
  void thoseWhoTypeAtOnceIntoOneDocumentAllSeeTheSame() {
    List<V1Client> authors = greeted(AUTHORS);
    int keystrokes = 3;
    for (int i = 0; i < keystrokes; i++) {
      for (int author = 0; author < AUTHORS; author++) {
        authors.get(author).say("/all " + author + "-" + i);
      }
    }
    List<String> seen = hear(authors.get(0), AUTHORS * keystrokes);
    authors.subList(1, AUTHORS).forEach(author -> assertEquals(seen, hear(author, seen.size())));
    for (int author = 0; author < AUTHORS; author++) {
      String name = author + "-";
      assertEquals(
          IntStream.range(0, keystrokes).mapToObj(i -> name + i).toList(),
          seen.stream().filter(text -> text.startsWith(name)).toList());
    }
    authors.forEach(GatewayClient::close);
  }

  @Test
  void whatASilentCanisterSaysOfItselfArrives() {
    List<V1Client> silent = greeted(3);
    try (InProcessGateway elsewhere =
            new InProcessGateway(
                new Network(network.url(), network.rootKey()),
                RelaySettings.defaults(),
                AgentTimings.defaults(),
                HttpLimits.defaults());
        GatewayClient other = network.register(canister)) {
      other.join(elsewhere.connect("poc"));
      List<String> said = IntStream.range(0, 3).mapToObj(i -> "unasked " + i).toList();
      said.forEach(text -> other.say("/all " + text));
      silent.forEach(client -> assertEquals(said, hear(client, said.size())));
    }
    silent.forEach(GatewayClient::close);
  }
}
