package icws.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import icws.client.IcWebSocketException.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.CompletionException;
import org.ic4j.types.Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IcNetworkTest {
  private static final Principal CANISTER = Principal.fromString(TestGateway.CANISTER);
  private final HttpClient http = HttpClient.newHttpClient();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://icp-api.io",
        "https://IC0.app",
        "https://x.raw.icp0.io",
        "http://ic0.app",
        "https://icp-api.io."
      })
  void rootKeyOfThePublicNetworkIsNeverFetched(String uri) {
    assertThrows(
        IllegalArgumentException.class, () -> IcNetwork.withFetchedRootKey(http, URI.create(uri)));
  }

  @Test
  void networkThatDoesNotAnswerWithARootKeyIsNone() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    HttpServer server = HttpServer.create(new InetSocketAddress(here, 0), 0);
    server.createContext("/", exchange -> exchange.sendResponseHeaders(404, -1));
    server.start();
    try {
      URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      CompletionException failed =
          assertThrows(
              CompletionException.class, () -> IcNetwork.withFetchedRootKey(http, uri).join());
      assertEquals(
          Failure.CONNECTION,
          assertInstanceOf(IcWebSocketException.class, failed.getCause()).failure());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void whatCannotBeIsRefusedAtOnce() {
    assertThrows(
        IllegalArgumentException.class,
        () -> IcNetwork.of(http, URI.create("http://127.0.0.1:4943"), new byte[133]));
    IcWebSocketBuilder builder = IcWebSocket.newBuilder(IcNetwork.mainnet(http), CANISTER);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            builder.buildAsync(
                Protocol.POC,
                URI.create("https://gateway.example/poc"),
                Codec.raw(),
                new TestListener()));
  }
}
