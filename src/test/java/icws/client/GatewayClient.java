package icws.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ic4j.types.Principal;
import org.jspecify.annotations.Nullable;

/**
 * A client of a demo canister, on one socket at a time, by the conversation that {@link
 * IcWebSocket} leads: what that refuses, and a frame that its {@link FrameCheck} rejects, fail it,
 * and everybody who waits for its messages is told why. Made for hundreds in one process: it owns
 * no thread. Thread-safe, but for {@link #open}, which comes first and once.
 */
public abstract sealed class GatewayClient implements AutoCloseable permits PocClient, V1Client {
  private final Arrivals<String> texts = new Arrivals<>();
  private final Arrivals<Long> heartbeats = new Arrivals<>();
  private final CompletableFuture<Principal> gateway = new CompletableFuture<>();
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<String> dismissal = new CompletableFuture<>();
  private volatile boolean answers = true;
  private volatile @Nullable GatewaySocket socket;

  /** What it says and hears. */
  abstract Conversation conversation();

  /** The content of a message with a text. */
  abstract byte[] encode(String text);

  /** The text of a message of the demo canister. */
  abstract String decode(byte[] content);

  /** The check of a test, which does not say what time it is: any message is of before. */
  static FrameProof proof(FrameCheck check) {
    return (key, content, certificate, tree) -> {
      check.check(key, content, certificate, tree);
      return Long.MAX_VALUE;
    };
  }

  /** Has the canister open this client on a fresh socket; does not wait for it. */
  public final void open(GatewaySocket fresh) {
    socket = fresh;
    conversation().opening().ifPresent(fresh::send);
    receive();
  }

  /** Opens, and waits for the greeting that the demo canisters have for everybody. */
  public final void join(GatewaySocket fresh) {
    open(fresh);
    String greeting = hear();
    if (!greeting.equals("ping")) {
      throw new IllegalStateException("greeted with " + greeting);
    }
  }

  /** Completes with the canister's first message; fails with what came instead. */
  public final CompletableFuture<Void> opened() {
    return opened.copy();
  }

  /** Completes with the gateway's name when the gateway has said it, as those of v1 do. */
  public final CompletableFuture<Principal> gateway() {
    return gateway.copy();
  }

  /** Leaves what the canister asks without an answer from now on. */
  public final void stopAnswering() {
    answers = false;
  }

  /** The canister's next heartbeat: how many messages have arrived there. */
  public final CompletableFuture<Long> nextHeartbeat() {
    return heartbeats.next();
  }

  /** Completes with the reason when the canister says that it has closed this client. */
  public final CompletableFuture<String> dismissal() {
    return dismissal.copy();
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
  public final byte[] nextFrame(String text) {
    return nextFrame(encode(text));
  }

  /** As {@link #nextFrame(String)}, with whatever content. */
  public final byte[] nextFrame(byte[] content) {
    return conversation().seal(content);
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
      conversation().accept(bytes, new Ears());
      return true;
    } catch (RuntimeException | AssertionError wrong) {
      fail(wrong);
      return false;
    }
  }

  private void fail(Throwable why) {
    opened.completeExceptionally(why);
    texts.end(why);
  }

  private synchronized void answer() {
    // Under the lock, as texts are: the messages leave in the order of their numbers.
    socket().send(conversation().sealSign());
  }

  private final class Ears implements ConversationListener {

    @Override
    public void greeted(Principal name, byte[] answer) {
      gateway.complete(name);
      socket().send(answer);
    }

    @Override
    public void confirmed() {
      opened.complete(null);
    }

    @Override
    public void heard(byte[] content) {
      texts.add(decode(content));
    }

    @Override
    public void asked(long arrived) {
      heartbeats.add(arrived);
      if (answers) {
        answer();
      }
    }

    @Override
    public void dismissed(String reason) {
      dismissal.complete(reason);
    }
  }
}
