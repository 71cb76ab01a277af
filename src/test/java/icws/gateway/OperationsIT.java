package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import icws.client.PocClient;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LiveSystem.Shared.class)
class OperationsIT {

  @Test
  void thePageIsToldCanisterNetworkAndGateway(LiveSystem system) throws Exception {
    HttpResponse<String> response = system.gateway().get("/api/settings");
    assertEquals(200, response.statusCode());
    ObjectMapper json = new ObjectMapper();
    JsonNode settings = json.readTree(response.body());
    assertEquals(4, settings.size());
    assertEquals(system.canister().toString(), settings.required("canisterId").textValue());
    assertEquals(system.network().url().toString(), settings.required("networkUrl").textValue());
    assertEquals(system.network().rootKey().hex(), settings.required("rootKey").textValue());
    assertEquals(
        Map.of("poc", "/poc", "v1", "/v1"),
        json.convertValue(settings.required("gatewayPaths"), Map.class));
  }

  @Test
  void pagesMayTalkToThisServerAndTheNetworkAndRunNothingInline(LiveSystem system)
      throws Exception {
    HttpResponse<String> response = system.gateway().get("/");
    String policy = response.headers().firstValue("Content-Security-Policy").orElseThrow();
    assertTrue(policy.contains("default-src 'none';"), policy);
    assertTrue(policy.contains("script-src 'self';"), policy);
    assertTrue(policy.endsWith("connect-src 'self' " + system.network().url()), policy);
    assertEquals("nosniff", response.headers().firstValue("X-Content-Type-Options").orElseThrow());
  }

  @Test
  void healthSaysThatItLivesAndIsReady(LiveSystem system) throws Exception {
    for (String kind : new String[] {"live", "ready"}) {
      HttpResponse<String> response = system.gateway().get("/health/" + kind);
      assertEquals(200, response.statusCode());
      JsonNode check = new ObjectMapper().readTree(response.body()).required("checks").get(0);
      assertEquals("icws-gateway", check.required("name").textValue());
      assertEquals("UP", check.required("status").textValue());
    }
  }

  @Test
  void metricsCountFramesAndSessions(LiveSystem system) throws Exception {
    GatewayProcess gateway = system.gateway();
    double framesIn = gateway.metric("icws_frames_in");
    double framesOut = gateway.metric("icws_frames_out");
    double opened = gateway.metric("icws_sessions_opened");
    try (PocClient client = system.client(system.canister())) {
      client.say("one");
      assertEquals("one ping", client.hear());
      assertEquals(framesIn + 2, gateway.metric("icws_frames_in"));
      assertEquals(framesOut + 2, gateway.metric("icws_frames_out"));
      assertEquals(opened + 1, gateway.metric("icws_sessions_opened"));
      assertEquals(1, gateway.metric("icws_sockets"));
    }
    gateway.awaitMetric("icws_sockets", 0);
  }
}
