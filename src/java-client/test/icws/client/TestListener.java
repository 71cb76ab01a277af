package icws.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keeps what it is told, in order. */
final class TestListener implements IcWebSocket.Listener<byte[]> {
  final List<String> told = new ArrayList<>();
  @Nullable CompletionStage<?> dealtWith;
  CompletableFuture<Void> reconnecting = new CompletableFuture<>();
  Runnable onOpen = () -> {};

  @Override
  public void onOpen(IcWebSocket<byte[]> socket) {
    told.add("open");
    onOpen.run();
  }

  @Override
  public @Nullable CompletionStage<?> onMessage(IcWebSocket<byte[]> socket, byte[] message) {
    told.add(new String(message, UTF_8));
    return dealtWith;
  }

  @Override
  public void onReconnecting(
      IcWebSocket<byte[]> socket, int attempt, Duration delay, IcWebSocketException why) {
    told.add("attempt " + attempt + " after " + why.failure());
    reconnecting.complete(null);
  }

  @Override
  public void onClose(IcWebSocket<byte[]> socket, IcWebSocketException why) {
    told.add(why.failure() + " " + why.closeCode());
  }
}
