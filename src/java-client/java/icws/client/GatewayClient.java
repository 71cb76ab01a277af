package icws.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client of one canister, on one socket at a time. It looks at each message as it arrives: a gap
 * or a repeat in the canister's sequence numbers, a message for another client, or a frame that its
 * {@link FrameCheck} rejects fail it, and everybody who waits for its messages is told why. Made
 * for hundreds in one process: it owns no thread. Thread-safe, but for {@link #open}, which comes
 * first and once.
 */
public abstract sealed class GatewayClient implements AutoCloseable permits PocClient, V1Client {
  private final FrameCheck check;
  private final String contentField;
  private final Arrivals<String> texts = new Arrivals<>();
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private volatile @Nullable GatewaySocket socket;

  // Guarded by this. The sequence number of the next message to the canister.
  private long outgoing;
  // The receiving thread's alone. The sequence number of the next message from the canister.
  private long incoming;

  /**
   * @param firstSequence the protocol's first sequence number, in both directions
   * @param contentField the protocol's name of what the canister has certified in a frame
   */
  GatewayClient(FrameCheck check, long firstSequence, String contentField) {
    this.check = check;
    this.outgoing = firstSequence;
    this.incoming = firstSequence;
    this.contentField = contentField;
  }

  /** Has the canister open this client on a fresh socket; does not wait for it. */
  public final void open(GatewaySocket fresh) {
    socket = fresh;
    begin();
    receive();
  }

  /** Opens, and waits for the greeting that the demo canisters have for everybody. */
  public final void join(GatewaySocket fresh) {
    open(fresh);
    String greeting = hear();
    require(greeting.equals("ping"), "greeted with " + greeting);
  }

  /** Completes with the canister's first message; fails with what came instead. */
  public final CompletableFuture<Void> opened() {
    return opened.copy();
  }

  /** Sends a text to the canister. Does not wait: any number may be on their way, in order. */
  public final void say(String text) {
    synchronized (this) {
      // Under the lock, so that the messages leave in the order of their numbers.
      socket().send(nextFrame(text));
    }
  }

  /** The canister's next text; fails where this client failed or its socket closed before it. */
  public final CompletableFuture<String> next() {
    return texts.next();
  }

  /** Waits for the canister's next text. */
  public final String hear() {
    return next().orTimeout(GatewaySocket.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  public final GatewaySocket socket() {
    GatewaySocket current = socket;
    if (current == null) {
      throw new IllegalStateException("not connected");
    }
    return current;
  }

  /** Closes the socket; the gateway is to tell the canister. */
  @Override
  public final void close() {
    socket().close();
  }

  /** The signed frame of the next message; whoever does not send it leaves a gap. */
  public abstract byte[] nextFrame(String text);

  /** Says what there is to say before the gateway has said anything. */
  abstract void begin();

  /** Takes what is no message of the canister. */
  boolean takesForItself(JsonNode frame) {
    return false;
  }

  /** Takes a message of the canister, whose number and certificate are right. */
  abstract void take(JsonNode message);

  /** Whether a message is for this client. */
  abstract boolean isMine(JsonNode message);

  final synchronized long nextSequence() {
    return outgoing++;
  }

  final long lastHeard() {
    return incoming - 1;
  }

  final void heard(String text) {
    texts.add(text);
  }

  private void receive() {
    CompletableFuture<byte[]> unused =
        socket()
            .next()
            .whenComplete(
                (frame, closed) -> {
                  if (closed != null) {
                    fail(closed);
                  } else if (received(frame)) {
                    receive();
                  }
                });
  }

  /** Takes a frame; answers whether this client can go on. */
  final boolean received(byte[] bytes) {
    try {
      JsonNode frame = Cbor.read(bytes);
      if (!takesForItself(frame)) {
        receiveMessage(frame);
      }
      return true;
    } catch (RuntimeException | AssertionError wrong) {
      fail(wrong);
      return false;
    }
  }

  private void receiveMessage(JsonNode frame) {
    byte[] content = Cbor.bytes(frame, contentField);
    String key = frame.required("key").textValue();
    check.check(key, content, Cbor.bytes(frame, "cert"), Cbor.bytes(frame, "tree"));
    JsonNode message = Cbor.read(content);
    require(isMine(message), "a message for another client: " + message);
    long number = message.required("sequence_num").longValue();
    require(number == incoming, "message " + number + " instead of " + incoming);
    incoming++;
    take(message);
    opened.complete(null);
  }

  static void require(boolean right, String wrong) {
    if (!right) {
      throw new IllegalStateException(wrong);
    }
  }

  private void fail(Throwable why) {
    opened.completeExceptionally(why);
    texts.end(why);
  }
}
