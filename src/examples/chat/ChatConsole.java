import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import icws.client.Codec;
import icws.client.IcNetwork;
import icws.client.IcWebSocket;
import icws.client.IcWebSocketException;
import icws.client.Protocol;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletionStage;
import org.ic4j.types.Principal;

/**
 * A chat room in a terminal: what is typed everybody in the room sees, in the page and here.
 *
 * <pre>java -cp … ChatConsole.java http://127.0.0.1:8081/chat/settings.json lobby Ada</pre>
 */
record ChatConsole(String room, String name) implements IcWebSocket.Listener<JsonNode> {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] arguments) throws IOException {
    // Which canister, by which gateway, on which network: the page's file, see ../README.md.
    JsonNode settings = JSON.readTree(URI.create(arguments[0]).toURL().openStream());
    IcWebSocket<JsonNode> socket =
        IcWebSocket.newBuilder(network(settings), canister(settings))
            .buildAsync(
                Protocol.POC,
                URI.create(settings.get("gateway").textValue()),
                Codec.cbor(),
                new ChatConsole(arguments[1], arguments[2]))
            .join();
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in))) {
      lines.lines().forEach(line -> socket.send(JSON.createObjectNode().put("say", line)));
    }
    socket.close();
    socket.closed().join();
  }

  private static Principal canister(JsonNode settings) {
    return Principal.fromString(settings.get("canisterId").textValue());
  }

  private static IcNetwork network(JsonNode settings) {
    HttpClient http = HttpClient.newHttpClient();
    JsonNode network = settings.get("network");
    if (network == null) {
      return IcNetwork.mainnet(http);
    }
    byte[] rootKey = HexFormat.of().parseHex(network.get("rootKey").textValue());
    return IcNetwork.of(http, URI.create(network.get("url").textValue()), rootKey);
  }

  /** After a break this is a new client to the canister, which joins again. */
  @Override
  public void onOpen(IcWebSocket<JsonNode> socket) {
    socket.send(JSON.createObjectNode().put("join", room).put("name", name));
  }

  /** The canister certifies what arrives, so it is what Chat.mo sends. */
  @Override
  public CompletionStage<?> onMessage(IcWebSocket<JsonNode> socket, JsonNode line) {
    System.out.println(line.get("who").textValue() + ": " + line.get("text").textValue());
    return null; // the next one may come at once
  }

  @Override
  public void onReconnecting(
      IcWebSocket<JsonNode> socket, int attempt, Duration delay, IcWebSocketException why) {
    System.out.println("Connecting again…");
  }

  @Override
  public void onClose(IcWebSocket<JsonNode> socket, IcWebSocketException why) {
    System.out.println("Disconnected: " + why.getMessage());
  }
}
