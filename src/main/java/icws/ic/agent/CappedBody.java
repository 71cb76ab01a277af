package icws.ic.agent;

import icws.ic.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects a response body, and breaks the connection off as soon as it exceeds its limit, or there
 * is no room for it. Its signals come one after the other, as the rules of {@link Flow} have it;
 * that guards the fields.
 */
final class CappedBody implements BodySubscriber<Bytes> {

  private final int maxBytes;
  private final ReplyRoom.Share room;
  private final Consumer<Bytes> whole;
  private final CompletableFuture<Bytes> body = new CompletableFuture<>();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private Flow.@Nullable Subscription subscription;

  /** The body is larger than it may be. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(int maxBytes) {
      super("the reply is larger than " + maxBytes + " bytes");
    }
  }

  /**
   * @param whole takes the whole body, before the client hears of it
   */
  CappedBody(int maxBytes, ReplyRoom.Share room, Consumer<Bytes> whole) {
    this.maxBytes = maxBytes;
    this.room = room;
    this.whole = whole;
  }

  @Override
  public CompletionStage<Bytes> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    newSubscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    try {
      for (ByteBuffer buffer : buffers) {
        take(buffer);
      }
    } catch (Throwable fault) {
      refuse(fault);
    }
  }

  private void take(ByteBuffer buffer) throws IOException {
    if (buffer.remaining() > maxBytes - received.size()) {
      throw new TooLargeException(maxBytes);
    }
    room.add(buffer.remaining());
    byte[] chunk = new byte[buffer.remaining()];
    buffer.get(chunk);
    received.writeBytes(chunk);
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    try {
      Bytes all = Bytes.wrap(received.toByteArray());
      whole.accept(all);
      body.complete(all);
    } catch (Throwable fault) {
      body.completeExceptionally(fault);
    }
  }

  private void refuse(Throwable why) {
    if (subscription != null) {
      subscription.cancel();
    }
    body.completeExceptionally(why);
  }
}
