package icws.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewayClient;
import icws.gateway.DeafSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Clients whose connections are reset in the middle of traffic: right after the upgrade, while they
 * send, and with frames on their way to them. The container may never report their end; all the
 * same nothing of them is left, in the gateway's registries, at their canister, or in the heap.
 */
@EnabledOnOs(OS.LINUX)
@Tag("load")
class ResetClientsIT {
  /**
   * Payara keeps the last request of each of its threads for the next one, and what it was upgraded
   * to: of sixty clients that are reset no more than that.
   */
  private static final long KEPT =
      System.getProperty("icws.server", "").startsWith("payara") ? 16 : 0;

  private static final int BYSTANDERS = 10;
  private static final int NEWS = 10;
  private static final String NEWS_TEXT = "x".repeat(10_000);

  /** So many together fill the buffers between a gateway and its client. */
  private static final String LARGE_TEXT = "x".repeat(240_000);

  private static final Duration LOOK = Duration.ofMillis(100);

  /** A frame that is still there by then does not leave. */
  private static final int LOOKS_FULL = 10;

  /** Whoever is silent for longer has gone; the defaults are three times as long. */
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "icws.limits.first-frame-timeout", "4s",
          "icws.limits.idle-timeout", "20s",
          "icws.limits.ping-interval", "5s");

  /**
   * What the gateway and the containers have for each client. Not among them: what a request became
   * on Payara, {@code TyrusWebSocket}, for each of its HTTP threads keeps a few used requests.
   */
  private static final List<String> OF_EACH_CLIENT =
      List.of(
          "icws.gateway.edge.Connection",
          "icws.gateway.edge.Outbox",
          "icws.gateway.edge.PocEndpoint",
          "icws.gateway.edge.SessionChannel",
          "icws.gateway.edge.V1Endpoint",
          "icws.gateway.relay.session.ClientSession",
          "icws.gateway.relay.session.SessionOpening",
          "icws.gateway.relay.channel.Subscriber",
          "com.ibm.ws.wsoc.SessionImpl",
          "io.undertow.websockets.jsr.UndertowSession",
          "org.glassfish.tyrus.core.TyrusSession");

  /** A client on a socket that it does not read. */
  private record Victim(GatewayClient client, DeafSocket socket) {
    void say(String text) throws IOException {
      socket.send(client.nextFrame(text));
    }
  }

  @Test
  @Tag("any-server")
  void nothingIsLeftOfSixtyClientsThatAreReset() throws Exception {
    resetClients(IMPATIENT, 60);
  }

  @Test
  @Tag("soak")
  void nothingIsLeftOfThreeHundredClientsThatAreReset() throws Exception {
    resetClients(Map.of(), 300);
  }

  @Test
  void nothingIsLeftOfAClientThatIsResetWhileFramesWaitForItInTheGateway() throws Exception {
    try (Stage stage = new Stage(Map.of("icws.limits.send-timeout", "5m"));
        Crowd bystanders = new Crowd(stage, BYSTANDERS, nanos -> {})) {
      reset(stage, bystanders, 6);
      awaitBystandersAlone(stage);
      Map<String, Long> before = ofEachClient(stage);

      Victim victim = open(stage, bystanders, 1).get(0);
      fill(stage, victim);
      victim.socket().reset();
      awaitBystandersAlone(stage);
      stage.gateway().awaitMetric("icws_outbox_bytes", 0);
      assertAlike(before, stage);
      bystanders.fallSilent();
      bystanders.leave();
    }
  }

  /** Has a victim be sent more than the buffers between it and the gateway take. */
  private static void fill(Stage stage, Victim victim) throws Exception {
    long deadline = System.nanoTime() + Stage.PATIENCE.toNanos();
    int looksFull = 0;
    while (looksFull < LOOKS_FULL) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("a connection takes everything");
      }
      if (stage.gateway().metric("icws_outbox_bytes") >= LARGE_TEXT.length()) {
        looksFull++;
      } else if (stage.gateway().metric("icws_inbox_bytes") == 0) {
        looksFull = 0;
        victim.say(LARGE_TEXT);
      }
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    }
  }

  private static void resetClients(Map<String, String> settings, int count) throws Exception {
    try (Stage stage = new Stage(settings);
        Crowd bystanders = new Crowd(stage, BYSTANDERS, nanos -> {})) {
      // A few for practice: what there is once for all clients is there then.
      reset(stage, bystanders, 6);
      awaitBystandersAlone(stage);
      Map<String, Long> before = ofEachClient(stage);

      bystanders.speakEvery(Duration.ofMillis(200));
      reset(stage, bystanders, count);
      awaitBystandersAlone(stage);
      stage.countCalls();
      assertEquals(BYSTANDERS + 1, stage.opens() - stage.closes(), "clients at the canister");
      bystanders.fallSilent();
      assertAlike(before, stage);

      bystanders.leave();
      awaitClients(stage, 0);
      stage.countCalls();
      assertEquals(stage.opens(), stage.closes(), "clients opened and closed at the canister");
    }
  }

  /** Resets so many: a third right after the upgrade, half of the rest while they send. */
  private static void reset(Stage stage, Crowd bystanders, int count) throws Exception {
    List<Victim> open = open(stage, bystanders, count * 2 / 3);
    for (int i = 0; i < NEWS; i++) {
      bystanders.sayNews(NEWS_TEXT);
    }
    bystanders.hearNews();
    for (int i = 0; i < open.size(); i++) {
      if (i % 2 == 0) {
        open.get(i).say("I must go");
      }
      open.get(i).socket().reset();
    }
    for (int i = 0; i < count / 3; i++) {
      stage.deafSocket(protocol(i)).reset();
    }
    for (int i = 1; i < NEWS; i++) {
      bystanders.hearNews();
    }
  }

  /** Clients that are open at the canister and have not read that. */
  private static List<Victim> open(Stage stage, Crowd bystanders, int count) throws Exception {
    stage.countCalls();
    List<GatewayClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(stage.stranger(protocol(i)));
    }
    List<Victim> victims = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Victim victim = new Victim(clients.get(i), stage.deafSocket(protocol(i)));
      victim.socket().send(Stage.firstFrame(victim.client(), bystanders.crier()));
      victims.add(victim);
    }
    assertTrue(
        stage.network().requests().await(stage.canister(), "ws_open", count, Stage.PATIENCE));
    return victims;
  }

  private static Protocol protocol(int number) {
    return number % 2 == 0 ? Protocol.POC : Protocol.V1;
  }

  private static void awaitBystandersAlone(Stage stage) throws Exception {
    awaitClients(stage, BYSTANDERS + 1);
  }

  private static void awaitClients(Stage stage, int count) throws Exception {
    stage.gateway().awaitHealthNumber("sockets", count, Stage.PATIENCE);
    stage.gateway().awaitHealthNumber("sessions", count, Stage.PATIENCE);
  }

  private static Map<String, Long> ofEachClient(Stage stage) throws Exception {
    Vitals vitals = Vitals.of(stage.gateway().pid());
    return OF_EACH_CLIENT.stream()
        .collect(
            Collectors.toMap(
                Function.identity(), vitals::instancesOf, (one, other) -> one, TreeMap::new));
  }

  /** Fails unless there is soon as much as before; a container takes a moment to let go. */
  private static void assertAlike(Map<String, Long> before, Stage stage) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    Map<String, Long> after = ofEachClient(stage);
    while (!isAlike(before, after) && System.nanoTime() < deadline) {
      TimeUnit.SECONDS.sleep(1);
      after = ofEachClient(stage);
    }
    Map<String, Long> left = after;
    assertTrue(isAlike(before, left), () -> "of each client " + before + ", now " + left);
  }

  private static boolean isAlike(Map<String, Long> before, Map<String, Long> after) {
    return before.entrySet().stream()
        .allMatch(each -> after.getOrDefault(each.getKey(), 0L) - each.getValue() <= KEPT);
  }
}
