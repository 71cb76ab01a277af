package icws.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps what it is told, in order. Thread-safe. */
final class TestListener implements IcWebSocket.Listener<byte[]> {
  final List<String> told = new CopyOnWriteArrayList<>();
  @Nullable CompletionStage<?> dealtWith;
  Runnable onOpen = () -> {};
  Consumer<IcWebSocket<byte[]>> onReconnecting = socket -> {};
  private final Map<String, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();

  /** Completes when it has been told this. */
  CompletableFuture<Void> whenTold(String what) {
    return awaited.computeIfAbsent(what, news -> new CompletableFuture<>());
  }

  private void tell(String what) {
    told.add(what);
    whenTold(what).complete(null);
  }

  @Override
  public void onOpen(IcWebSocket<byte[]> socket) {
    onOpen.run();
    tell("open");
  }

  @Override
  public @Nullable CompletionStage<?> onMessage(IcWebSocket<byte[]> socket, byte[] message) {
    tell(new String(message, UTF_8));
    return dealtWith;
  }

  @Override
  public void onReconnecting(
      IcWebSocket<byte[]> socket, int attempt, Duration delay, IcWebSocketException why) {
    tell("attempt " + attempt + " after " + why.failure());
    onReconnecting.accept(socket);
  }

  @Override
  public void onClose(IcWebSocket<byte[]> socket, IcWebSocketException why) {
    tell(why.failure() + " " + why.closeCode());
  }
}
