package icws.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import icws.client.Registrar.Terms;
import java.net.http.WebSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A gateway and the canister behind it, as a test has them behave: it says what the test says, and
 * keeps what it hears. Thread-safe but for its fields, which are set first.
 */
final class TestGateway implements Opening {
  static final String CANISTER = "bw4dl-smaaa-aaaaa-qaacq-cai";
  static final String KEY = "gateway_00000000000000000016";
  static final long CLIENT = 16;

  /** Heartbeats that do not come within a test. */
  static final Terms SLOW = terms(Duration.ofHours(1));

  final List<TestSocket> sockets = new CopyOnWriteArrayList<>();
  final ClientKeys identity = ClientKeys.generate();
  Duration connectTimeout = Duration.ofMinutes(1);
  long maxWaitingBytes = 1 << 20;
  ScheduledExecutorService timers = Timers.shared();
  Optional<Terms> terms = Optional.empty();
  FrameProof proof = (key, content, certificate, tree) -> Long.MAX_VALUE;
  CompletableFuture<Void> registered = CompletableFuture.completedFuture(null);
  CompletableFuture<Void> reached = CompletableFuture.completedFuture(null);
  private final Protocol protocol;
  private volatile @Nullable V1Conversation conversation;

  TestGateway(Protocol protocol) {
    this.protocol = protocol;
  }

  static Terms terms(Duration heartbeat) {
    long expiresNanos = nowNanos() + Duration.ofHours(8).toNanos();
    return new Terms(expiresNanos, heartbeat, Duration.ofMillis(50));
  }

  static long nowNanos() {
    return Duration.ofMillis(System.currentTimeMillis()).toNanos();
  }

  /** Opens a socket that hands bytes to a listener. */
  CompletableFuture<IcWebSocket<byte[]>> open(IcWebSocket.Listener<byte[]> listener) {
    return IcWebSocket.open(this, Codec.raw(), listener, true);
  }

  /** The socket that was opened last. */
  TestSocket socket() {
    return sockets.get(sockets.size() - 1);
  }

  /** What the client of v1 that came last says and hears. */
  V1Conversation conversation() {
    return requireNonNull(conversation);
  }

  @Override
  public CompletableFuture<Introduction> introduce() {
    return registered.thenApply(done -> introduction());
  }

  private Introduction introduction() {
    Clock clock = Clock.systemUTC();
    if (protocol == Protocol.V1) {
      conversation = new V1Conversation(CANISTER, identity, proof, clock);
      return new Introduction(conversation);
    }
    return new Introduction(
        new PocConversation(CANISTER, identity, CLIENT, proof, clock),
        terms.map(
            granted ->
                new Renewal(
                    granted, () -> CompletableFuture.completedFuture(granted), clock, timers())));
  }

  @Override
  public CompletableFuture<WebSocket> connect(WebSocket.Listener listener) {
    return reached.thenApply(
        done -> {
          TestSocket socket = new TestSocket(listener);
          sockets.add(socket);
          socket.open();
          return socket;
        });
  }

  @Override
  public Duration connectTimeout() {
    return connectTimeout;
  }

  @Override
  public long maxWaitingBytes() {
    return maxWaitingBytes;
  }

  @Override
  public ScheduledExecutorService timers() {
    return timers;
  }

  /** A frame of the PoC protocol with a message to the client. */
  static byte[] frame(long sequence, String content) {
    return frame(CLIENT, sequence, nowNanos(), content);
  }

  static byte[] frame(long client, long sequence, long timeNanos, String content) {
    return sealed("val", PocFrames.message(client, sequence, timeNanos, content.getBytes(UTF_8)));
  }

  /** A frame with whatever message. */
  static byte[] sealed(String field, byte[] message) {
    return Cbor.map(
        4,
        generator -> {
          generator.writeStringField("key", KEY);
          generator.writeBinaryField(field, message);
          generator.writeBinaryField("cert", new byte[] {1});
          generator.writeBinaryField("tree", new byte[] {2});
        });
  }

  /** A frame of the PoC protocol with a heartbeat. */
  static byte[] heartbeat(long sequence) {
    return sealed("val", PocFrames.heartbeat(CLIENT, sequence, nowNanos(), 0));
  }

  /** A frame of the PoC protocol that is a canister's last. */
  static byte[] dismissal(long sequence, String reason) {
    return sealed(
        "val",
        Cbor.map(
            5,
            generator -> {
              generator.writeNumberField("client_id", CLIENT);
              generator.writeNumberField("sequence_num", sequence);
              generator.writeNumberField("timestamp", nowNanos());
              generator.writeBinaryField("message", new byte[0]);
              generator.writeStringField("closed", reason);
            }));
  }
}
