package icws.devnet.http;

import icws.ic.Principal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Listens to a canister's access log. */
final class TestListener implements WebSocket.Listener {
  private static final long PATIENCE_SECONDS = 30;

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  final CompletableFuture<String> pong = new CompletableFuture<>();
  private final CompletableFuture<WebSocket> socket;

  TestListener(HttpClient client, URI network, Principal canister) {
    URI url = URI.create("ws://" + network.getAuthority() + "/logs/canister/" + canister);
    socket = client.newWebSocketBuilder().buildAsync(url, this);
  }

  /** Completes when it listens, or fails where it may not. */
  CompletableFuture<WebSocket> socket() {
    return socket;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    from.request(1);
    lines.add(StandardCharsets.UTF_8.decode(data).toString());
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
    from.request(1);
    pong.complete(StandardCharsets.UTF_8.decode(message).toString());
    return null;
  }

  /** The next line. */
  String next() throws InterruptedException {
    String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return line == null ? "no line" : line;
  }

  /** A field of a line, without quotes. */
  static String field(String line, String name) {
    Matcher field = Pattern.compile("\"" + name + "\":(?:\"([^\"]*)\"|([^,}]*))").matcher(line);
    if (!field.find()) {
      return "no field";
    }
    return field.group(1) == null ? field.group(2) : field.group(1);
  }
}
