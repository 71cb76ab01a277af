package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import icws.client.ClientKeys;
import icws.client.Codec;
import icws.client.IcNetwork;
import icws.client.IcWebSocket;
import icws.client.IcWebSocketBuilder;
import icws.client.IcWebSocketException;
import icws.client.IcWebSocketException.Failure;
import icws.client.Protocol;
import icws.devnet.InternetIdentity;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.ic4j.agent.identity.BasicIdentity;
import org.ic4j.agent.identity.Identity;
import org.ic4j.agent.identity.Secp256k1Identity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The Java client as its users have it, with both protocols, through a gateway on a server. */
@ExtendWith(LiveSystem.Shared.class)
class JavaClientIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LiveSystem system;
  private final IcNetwork network;

  JavaClientIT(LiveSystem system) {
    this.system = system;
    this.network =
        await(IcNetwork.withFetchedRootKey(HttpClient.newHttpClient(), system.network().url()));
  }

  @AfterEach
  void nobodyIsLeft() throws Exception {
    system.gateway().awaitMetric("icws_sessions", 0);
    system.gateway().awaitMetric("icws_sockets", 0);
  }

  /** What the demo canister says and hears: {@code record { text : text }}. */
  public static final class AppMessage {
    public String text = "";

    static AppMessage of(String text) {
      AppMessage message = new AppMessage();
      message.text = text;
      return message;
    }
  }

  /** Keeps what it hears. */
  private static final class Ears<T> implements IcWebSocket.Listener<T> {
    private final BlockingQueue<T> heard = new LinkedBlockingQueue<>();

    @Override
    public @Nullable CompletionStage<?> onMessage(IcWebSocket<T> socket, T message) {
      heard.add(message);
      return null;
    }

    T next() throws InterruptedException {
      T next = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertTrue(next != null, "nothing was heard");
      return next;
    }
  }

  private static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private IcWebSocketBuilder builder(Principal canister) {
    return IcWebSocket.newBuilder(
        network, org.ic4j.types.Principal.fromString(canister.toString()));
  }

  private <T> CompletableFuture<IcWebSocket<T>> open(
      IcWebSocketBuilder builder, Protocol protocol, Codec<T> codec, Ears<T> ears) {
    String path = protocol == Protocol.POC ? "/poc" : "/v1";
    return builder.buildAsync(protocol, system.gateway().socket(path), codec, ears);
  }

  /** Of whatever encoding: what is no text is something else. */
  private static String text(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1);
  }

  private static Identity ed25519() throws Exception {
    return BasicIdentity.fromKeyPair(
        KeyPairGenerator.getInstance("Ed25519", new BouncyCastleProvider()).generateKeyPair());
  }

  private static Identity secp256k1() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
    generator.initialize(new ECGenParameterSpec("secp256k1"));
    return Secp256k1Identity.fromKeyPair(generator.generateKeyPair());
  }

  @Test
  void v1WithAnIdentityAndMappedTypesOfIc4j() throws Exception {
    Ears<AppMessage> ears = new Ears<>();
    IcWebSocketBuilder builder = builder(system.canister()).identity(secp256k1());
    try (IcWebSocket<AppMessage> socket =
        await(open(builder, Protocol.V1, Codec.candid(AppMessage.class), ears))) {
      assertEquals("ping", ears.next().text);
      for (int i = 0; i < 5; i++) {
        CompletableFuture<Void> unused = socket.send(AppMessage.of("round " + i));
      }
      for (int i = 0; i < 5; i++) {
        assertEquals("round " + i + " ping", ears.next().text);
      }
    }
  }

  @Test
  void pocWithCbor() throws Exception {
    Ears<JsonNode> ears = new Ears<>();
    try (IcWebSocket<JsonNode> socket =
        await(open(builder(system.canister()), Protocol.POC, Codec.cbor(), ears))) {
      assertEquals("ping", ears.next().get("text").textValue());
      await(socket.send(JsonNodeFactory.instance.objectNode().put("text", "zwei Wörter")));
      assertEquals("zwei Wörter ping", ears.next().get("text").textValue());
    }
  }

  @Test
  void pocWithAnIdentityOfIc4jAndMessagesOfBytes() throws Exception {
    Ears<byte[]> ears = new Ears<>();
    Bytes hello = Bytes.ofHex("a1647465787465" + Bytes.utf8("hello").hex());
    IcWebSocketBuilder builder = builder(system.canister()).identity(ed25519());
    try (IcWebSocket<byte[]> socket = await(open(builder, Protocol.POC, Codec.raw(), ears))) {
      assertTrue(text(ears.next()).endsWith("ping"));
      await(socket.send(hello.toByteArray()));
      assertTrue(text(ears.next()).endsWith("hello ping"));
    }
  }

  @Test
  void whoHasLoggedInWithInternetIdentityRegistersAndOpens() throws Exception {
    InternetIdentity.User user = system.network().internetIdentity().register();
    ClientKeys keys =
        ClientKeys.delegated(
            user.publicKeyDer().toByteArray(),
            message -> user.sign(Bytes.wrap(message)).toByteArray());
    for (Protocol protocol : Protocol.values()) {
      Ears<byte[]> ears = new Ears<>();
      try (IcWebSocket<byte[]> socket =
          await(open(builder(system.canister()).identity(keys), protocol, Codec.raw(), ears))) {
        assertTrue(text(ears.next()).endsWith("ping"));
        assertFalse(socket.closed().isDone());
      }
    }
  }

  @Test
  void heartbeatsAreAnsweredByItself() throws Exception {
    Principal canister = system.network().installShortPeriods();
    Ears<byte[]> ears = new Ears<>();
    try (IcWebSocket<byte[]> socket =
        await(open(builder(canister), Protocol.POC, Codec.raw(), ears))) {
      assertTrue(system.network().requests().await(canister, "ws_message", 3, PATIENCE));
      assertFalse(socket.closed().isDone());
    }
  }

  @Test
  void registrationThatLastsSecondsIsRenewed() throws Exception {
    Principal canister = system.shortLivedCanister();
    Ears<byte[]> ears = new Ears<>();
    long before = system.network().requests().count(canister, "ws_renew");
    try (IcWebSocket<byte[]> socket =
        await(open(builder(canister), Protocol.POC, Codec.raw(), ears))) {
      assertTrue(system.network().requests().await(canister, "ws_renew", before + 3, PATIENCE));
      assertFalse(socket.closed().isDone());
    }
  }

  @Test
  void canisterThatIsNoneOfThemIsSaidAtOnce() throws Exception {
    Principal mute = system.network().installMute();
    assertEquals(Failure.REGISTRATION, refusal(mute, Protocol.POC).failure());
    IcWebSocketException refusal = refusal(mute, Protocol.V1);
    assertEquals(Failure.CLOSED, refusal.failure());
    assertEquals(4411, refusal.closeCode());
  }

  private IcWebSocketException refusal(Principal canister, Protocol protocol) {
    CompletionException failed =
        assertThrows(
            CompletionException.class,
            () -> await(open(builder(canister), protocol, Codec.raw(), new Ears<>())));
    return assertInstanceOf(IcWebSocketException.class, failed.getCause());
  }
}
