package icws.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ic4j.types.Principal;
import org.jspecify.annotations.Nullable;

/**
 * A client of a demo canister, made for thousands in one process: it owns no thread and nothing of
 * it blocks. What is dear is kept off the way that is measured: messages are signed before it is
 * their turn, and of a frame that arrives only the moment is noted; it is read on the site's
 * reader. Thread-safe; one thread at a time has it speak.
 */
public final class LoadClient {
  private static final String GREETING = "ping";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(60);

  /**
   * What a frame says about times, in nanoseconds since 1970; -1 where nobody looked.
   *
   * @param canisterNanos when the canister said it
   * @param certifiedNanos of which time the certificate is
   */
  public record Times(long canisterNanos, long certifiedNanos) {
    static final Times UNKNOWN = new Times(-1, Long.MAX_VALUE);
  }

  /**
   * A text of the canister's.
   *
   * @param atNanos when it had arrived, by {@link System#nanoTime}
   */
  public record Heard(String text, long atNanos, Times times) {}

  /** Looks at a frame as a {@link FrameProof} does, and says what it has seen. */
  @FunctionalInterface
  interface Witness {
    Times look(String key, byte[] content, byte[] certificate, byte[] tree);
  }

  private final Executor reader;
  private final Conversation conversation;
  private final Function<String, byte[]> encoding;
  private final Function<byte[], String> decoding;
  private final CompletableFuture<LoadClient> opened = new CompletableFuture<>();
  private final CompletableFuture<Throwable> ended = new CompletableFuture<>();
  private volatile Consumer<Heard> ear = heard -> {};

  // The reader's alone.
  private Times times = Times.UNKNOWN;
  private long arrivedNanos;

  // Guarded by this.
  private final Deque<byte[]> sealed = new ArrayDeque<>();
  private boolean owesSign;
  private @Nullable WebSocket socket;
  private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

  LoadClient(
      Executor reader,
      Witness witness,
      Function<FrameProof, Conversation> conversation,
      Function<String, byte[]> encoding,
      Function<byte[], String> decoding) {
    this.reader = reader;
    this.encoding = encoding;
    this.decoding = decoding;
    this.conversation =
        conversation.apply(
            (key, content, certificate, tree) -> {
              times = witness.look(key, content, certificate, tree);
              return times.certifiedNanos();
            });
  }

  /**
   * Connects, and has the canister open this client, once.
   *
   * @param address of the protocol's endpoint
   * @param from the address that a proxy in front of the gateway would say it comes from
   * @return completes when the canister's greeting was read
   */
  public CompletableFuture<LoadClient> open(HttpClient http, URI address, String from) {
    WebSocket.Builder handshake =
        http.newWebSocketBuilder().connectTimeout(CONNECT_TIMEOUT).header("X-Forwarded-For", from);
    return open(receiver -> handshake.buildAsync(address, receiver));
  }

  /**
   * The same by whatever connects.
   *
   * @param connecting makes a WebSocket that tells this listener what comes
   */
  CompletableFuture<LoadClient> open(
      Function<WebSocket.Listener, CompletableFuture<WebSocket>> connecting) {
    CompletableFuture<WebSocket> unused =
        connecting
            .apply(new Receiver())
            .whenComplete(
                (connected, refused) -> {
                  if (refused != null) {
                    end(refused);
                  }
                });
    return opened.copy();
  }

  /** From now on, each text is told, on the reader. */
  public void listen(Consumer<Heard> whom) {
    ear = whom;
  }

  /** Completes with the reason when the connection has ended, whoever ended it. */
  public CompletableFuture<Throwable> ended() {
    return ended.copy();
  }

  /** Signs a text, to be sent by {@link #speak} after those that were signed before. */
  public synchronized void prepare(String text) {
    sealed.add(conversation.seal(encoding.apply(text)));
  }

  /**
   * Sends the next text that was prepared.
   *
   * @return when, by {@link System#nanoTime}
   */
  public synchronized long speak() {
    byte[] frame = sealed.remove();
    long now = System.nanoTime();
    send(frame);
    if (owesSign && sealed.isEmpty()) {
      owesSign = false;
      send(conversation.sealSign());
    }
    return now;
  }

  /**
   * The next text that was prepared, for another way to the canister than the gateway.
   *
   * @return of protocol v1, the envelope of a call as the network takes it
   */
  public synchronized byte[] takeEnvelope() {
    return Cbor.write(Cbor.field(Cbor.read(sealed.remove()), "envelope"));
  }

  /** Leaves as a browser does. */
  public synchronized void close() {
    WebSocket current = socket;
    if (current != null) {
      sent = sent.thenCompose(before -> current.sendClose(WebSocket.NORMAL_CLOSURE, ""));
    }
  }

  private synchronized void send(byte[] frame) {
    WebSocket current = socket;
    if (current == null) {
      throw new IllegalStateException("not connected");
    }
    sent = sent.thenCompose(before -> current.sendBinary(ByteBuffer.wrap(frame), true));
  }

  private synchronized void connected(WebSocket fresh) {
    socket = fresh;
    conversation.opening().ifPresent(this::send);
  }

  private void end(Throwable why) {
    opened.completeExceptionally(why);
    ended.complete(why);
  }

  private void read(byte[] frame, long atNanos) {
    arrivedNanos = atNanos;
    try {
      conversation.accept(frame, new Ears());
    } catch (RuntimeException wrong) {
      end(wrong);
    }
  }

  /** The numbers of messages are those of their signing: what is signed has to leave before. */
  private synchronized void sign() {
    if (sealed.isEmpty()) {
      send(conversation.sealSign());
    } else {
      owesSign = true;
    }
  }

  private final class Ears implements ConversationListener {

    @Override
    public void greeted(Principal gateway, byte[] answer) {
      send(answer);
    }

    @Override
    public void confirmed() {
      // The greeting follows.
    }

    @Override
    public void heard(byte[] content) {
      String text = decoding.apply(content);
      if (text.equals(GREETING)) {
        opened.complete(LoadClient.this);
      } else {
        ear.accept(new Heard(text, arrivedNanos, times));
      }
    }

    @Override
    public void asked(long arrived) {
      sign();
    }

    @Override
    public void dismissed(String reason) {
      end(new IllegalStateException("the canister has closed it: " + reason));
    }
  }

  /** Called by one thread of the HTTP client at a time. */
  private final class Receiver implements WebSocket.Listener {
    private byte[] partial = {};

    @Override
    public void onOpen(WebSocket fresh) {
      connected(fresh);
      fresh.request(Long.MAX_VALUE);
    }

    @Override
    public @Nullable CompletableFuture<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      long now = System.nanoTime();
      byte[] frame = append(partial, data);
      partial = last ? new byte[0] : frame;
      if (last) {
        reader.execute(() -> read(frame, now));
      }
      return null;
    }

    @Override
    public @Nullable CompletableFuture<?> onClose(WebSocket from, int code, String reason) {
      end(new IllegalStateException("closed: " + code + " " + reason));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      end(error);
    }

    private static byte[] append(byte[] before, ByteBuffer data) {
      ByteBuffer joined = ByteBuffer.allocate(before.length + data.remaining());
      return joined.put(before).put(data).array();
    }
  }
}
