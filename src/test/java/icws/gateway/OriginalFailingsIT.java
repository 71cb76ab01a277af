package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.ClientIdentity;
import icws.client.ClientKeys;
import icws.client.Forgery;
import icws.client.GatewaySocket;
import icws.client.V1Client;
import icws.devnet.RequestLog;
import icws.ic.Principal;
import icws.ic.agent.Operator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The known failings of the original gateway, as the specification of protocol v1 numbers them, are
 * none of this one's. What an operator sets or stops is in {@link OriginalFailingsInOperationIT}.
 */
@ExtendWith(LiveSystem.Shared.class)
class OriginalFailingsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String POLL = "ws_get_messages";
  private static final String LARGE = "/all " + "x".repeat(60_000);
  private static final int MOST_ROUNDS = 400;
  private static final int BURST = 1_000;

  private final LiveSystem system;
  private final LocalNetwork network;
  private final GatewayProcess gateway;

  OriginalFailingsIT(LiveSystem system) {
    this.system = system;
    this.network = system.network();
    this.gateway = system.gateway();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    gateway.awaitMetric("icws_sockets", 0);
    gateway.awaitMetric("icws_sessions", 0);
    gateway.awaitMetric("icws_canisters", 0);
  }

  private static void assertServed(V1Client client, String text) {
    client.say(text);
    assertEquals(text + " ping", client.hear());
  }

  static void assertClosed(GatewaySocket socket, int code, String reason) {
    GatewaySocket.Closure closure = socket.awaitClosure();
    assertEquals(code, closure.code(), closure::reason);
    assertTrue(closure.reason().contains(reason), closure.reason());
  }

  @Test
  @DisplayName("1: a client that does not read stalls nobody")
  void aSlowClientStallsNobody() throws Exception {
    Principal canister = network.installDemo();
    V1Client deaf = network.clientV1(canister);
    double opened = gateway.metric("icws_sessions_opened");
    try (V1Client speaker = system.clientV1(canister);
        V1Client listener = system.clientV1(canister);
        DeafSocket socket = new DeafSocket(gateway.socket("/v1"))) {
      socket.send(deaf.firstFrame(speaker.gateway().join()));
      gateway.awaitMetric("icws_sessions_opened", opened + 3);
      for (int i = 0; i < MOST_ROUNDS && gateway.metric("icws_sessions") == 3; i++) {
        speaker.say(LARGE);
        assertEquals(speaker.hear(), listener.hear());
      }
      gateway.awaitMetric("icws_sessions", 2);
      assertTrue(network.requests().await(canister, "ws_close", 1, PATIENCE));
      assertServed(listener, "unharmed");
    }
  }

  @Test
  @DisplayName("2: a ping or a pong ends nothing, a text frame or a lost connection only its own")
  void unusualFramesHarmNobody() throws Exception {
    Principal canister = network.installDemo();
    try (V1Client client = system.clientV1(canister)) {
      byte[] payload = "are you there?".getBytes(StandardCharsets.US_ASCII);
      client.socket().ping(payload);
      assertArrayEquals(payload, client.socket().nextPong().get(20, TimeUnit.SECONDS));
      client.socket().pong(payload);
      assertServed(client, "after ping and pong");

      GatewaySocket talkative = system.socketV1();
      talkative.sendText("hello");
      assertClosed(talkative, 1003, "text frames are not part of the protocol");
      GatewaySocket brief = system.socketV1();
      gateway.awaitMetric("icws_sockets", 2);
      brief.abort();
      gateway.awaitMetric("icws_sockets", 1);
      assertServed(client, "still there");
    }
  }

  @Test
  @DisplayName("3: a stranger who knows a client key does not get at its client")
  void strangersGetNowhere() {
    Principal canister = network.installDemo();
    try (V1Client client = system.clientV1(canister)) {
      ClientKeys thief = ClientKeys.generate();
      assertServed(client, "before");
      String id = canister.toString();
      ClientIdentity keys = client.keys();
      byte[] message = Forgery.message(keys.principal(), client.nonce(), 2, "forged");
      byte[] closing = Forgery.closing(keys.principal(), client.nonce());
      byte[] opening = Forgery.opening(client.gateway().join(), client.nonce());

      assertRefused(Forgery.call(id, keys, thief, "ws_open", opening), 4401, "signature");
      // Nothing was opened on this connection, so no signature is worth a look.
      assertRefused(Forgery.call(id, keys, thief, "ws_message", message), 4400, "first frame");
      assertRefused(Forgery.call(id, keys, thief, "ws_close", closing), 4400, "first frame");
      assertRefused(Forgery.call(id, thief, thief, "ws_message", message), 4400, "not the sender");
      assertRefused(Forgery.call(id, thief, thief, "ws_close", closing), 4400, "not the sender");
      assertRefused(client.firstFrame(thief.principal()), 4400, "another gateway's");
      // As a recording of the client's own first frame is.
      assertRefused(client.firstFrame(client.gateway().join()), 1008, "connected already");
      assertRefused(Forgery.anonymousCall(id, "ws_open", opening), 4401, "anonymous");

      assertServed(client, "after");
    }
    assertEquals(1, network.requests().count(canister, "ws_open"));
    assertEquals(2, network.requests().count(canister, "ws_message"));
  }

  /** Of a stranger with a connection of its own; that of the client is none of its business. */
  private void assertRefused(byte[] frame, int code, String reason) {
    try (GatewaySocket stranger = system.socketV1()) {
      stranger.send(frame);
      assertClosed(stranger, code, reason);
    }
  }

  @Test
  @DisplayName("4: messages of one client never overtake each other")
  void messagesKeepTheirOrder() {
    try (V1Client client = system.clientV1(network.installDemo())) {
      for (int i = 0; i < BURST; i++) {
        client.say("text " + i);
      }
      for (int i = 0; i < BURST; i++) {
        assertEquals("text " + i + " ping", client.hear());
      }
    }
  }

  @Test
  @DisplayName("5: no message is lost when the canister's queue starts again")
  void aQueueThatStartsAgainIsFollowed() throws Exception {
    Principal canister = network.installDemo();
    try (V1Client early = system.clientV1(canister)) {
      assertServed(early, "before");
      network.updateDemo(Operator.Mode.REINSTALL, canister);
      try (V1Client late = system.clientV1(canister)) {
        // Past the place where the gateway was in the queue before.
        for (int i = 0; i < 10; i++) {
          assertServed(late, "after " + i);
        }
      }
    }
  }

  @Test
  @DisplayName("6: polls that fail for a passing reason are made again, ever more seldom")
  void passingTroubleEndsNothing() throws Exception {
    RequestLog requests = network.requests();
    Principal canister = network.installDemo();
    Principal clock = network.installDemo();
    try (V1Client client = system.clientV1(canister);
        V1Client other = system.clientV1(clock)) {
      network.stop(canister);
      long before = requests.count(canister, POLL);
      // The other canister's poller tells how much time has passed.
      long ticks = requests.count(clock, POLL);
      assertTrue(requests.await(clock, POLL, ticks + 20, PATIENCE));
      long polls = requests.count(canister, POLL) - before;
      assertTrue(polls >= 2 && polls <= 10, () -> polls + " polls");

      network.start(canister);
      assertServed(client, "after");
      assertServed(other, "unharmed");
    }
  }

  @Test
  @DisplayName("7: what the canister refuses reaches the client at once")
  void refusalsReachTheClient() throws Exception {
    Principal canister = network.installBoundedV1();
    // So that the canister knows the gateway, and closes none of its clients for others.
    opened(canister).close();
    assertTrue(network.requests().await(canister, "ws_close", 1, PATIENCE));
    try (V1Client disobedient = opened(canister);
        V1Client trapping = opened(canister);
        V1Client third = opened(canister);
        V1Client fourth = opened(canister);
        V1Client tooMany = network.clientV1(canister)) {
      assertTrue(third.socket().isOpen() && fourth.socket().isOpen());
      tooMany.open(system.socketV1());
      assertClosed(
          tooMany.socket(),
          4420,
          "gateway " + tooMany.gateway().join() + " has its share of this canister's clients");
      disobedient.socket().send(disobedient.nextFrame(utf8("refuse")));
      assertClosed(disobedient.socket(), 4420, "as it was told");
      trapping.socket().send(trapping.nextFrame(utf8("trap")));
      assertClosed(trapping.socket(), 4420, "as it was told");
    }
  }

  private V1Client opened(Principal canister) {
    V1Client client = network.clientV1(canister);
    client.open(system.socketV1());
    client.opened().join();
    return client;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
