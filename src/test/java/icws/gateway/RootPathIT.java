package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewaySocket;
import icws.client.V1Client;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's own address, without a path, is an endpoint beside the page, health and metrics. */
@ExtendWith(LiveSystem.Shared.class)
class RootPathIT {
  private final LiveSystem system;
  private final HttpClient http = HttpClient.newHttpClient();

  RootPathIT(LiveSystem system) {
    this.system = system;
  }

  @AfterEach
  void nobodyIsLeft() throws Exception {
    system.gateway().awaitMetric("icws_sockets", 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void aClientOfProtocolV1IsServed(String path) {
    V1Client client = system.network().clientV1(system.network().installDemo());
    client.join(GatewaySocket.connect(http, system.gateway().socket(path)));
    client.say("one");
    assertEquals("one ping", client.hear());
    client.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/index.html",
        "/styles.css",
        "/conversation.css",
        "/api/settings",
        "/health/ready"
      })
  void whatIsNoSocketIsServedAsBefore(String path) throws Exception {
    assertEquals(200, system.gateway().get(path).statusCode());
  }

  @Test
  void theRootIsStillThePage() throws Exception {
    HttpResponse<String> page = system.gateway().get("/");
    assertTrue(page.body().startsWith("<!doctype html>"), page.body());
    assertEquals(system.gateway().get("/index.html").body(), page.body());
  }
}
