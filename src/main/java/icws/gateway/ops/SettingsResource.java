package icws.gateway.ops;

import icws.ic.Bytes;
import icws.ic.Principal;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;

/** {@code GET /api/settings}: what the demo page needs to know, so that nobody edits it by hand. */
@Path("settings")
@RequestScoped
public class SettingsResource {
  private static final long RETRY_AFTER_SECONDS = 2;

  @Inject private PublishedSettings published;

  /**
   * The settings as JSON: {@code canisterId} (text or null), {@code networkUrl}, {@code rootKey}
   * (hex of the DER, or null for the key built into the client), {@code gatewayPaths} (an object,
   * by the protocols' names).
   */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public JsonObject settings() {
    PageSettings settings =
        published.current().orElseThrow(() -> new ServiceUnavailableException(RETRY_AFTER_SECONDS));
    JsonObjectBuilder gatewayPaths = Json.createObjectBuilder();
    settings.gatewayPaths().forEach(gatewayPaths::add);
    return Json.createObjectBuilder()
        .add(
            "canisterId",
            textOrNull(Optional.ofNullable(settings.canister()).map(Principal::toString)))
        .add("networkUrl", settings.network().toString())
        .add("rootKey", textOrNull(Optional.ofNullable(settings.rootKey()).map(Bytes::hex)))
        .add("gatewayPaths", gatewayPaths)
        .build();
  }

  private static JsonValue textOrNull(Optional<String> text) {
    return text.<JsonValue>map(Json::createValue).orElse(JsonValue.NULL);
  }
}
