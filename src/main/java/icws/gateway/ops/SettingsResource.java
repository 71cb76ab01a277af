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
   * The settings as JSON: {@code networkUrl}, {@code rootKey} (hex of the DER, or null for the key
   * built into the client) and {@code protocols}, an object with {@code gatewayPath} and {@code
   * canisterId} (text or null) for the name of each.
   */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public JsonObject settings() {
    PageSettings settings =
        published.current().orElseThrow(() -> new ServiceUnavailableException(RETRY_AFTER_SECONDS));
    JsonObjectBuilder protocols = Json.createObjectBuilder();
    settings.protocols().forEach((name, place) -> protocols.add(name, json(place)));
    return Json.createObjectBuilder()
        .add("networkUrl", settings.network().toString())
        .add("rootKey", textOrNull(Optional.ofNullable(settings.rootKey()).map(Bytes::hex)))
        .add("protocols", protocols)
        .build();
  }

  private static JsonObjectBuilder json(PageSettings.Place place) {
    return Json.createObjectBuilder()
        .add("gatewayPath", place.gatewayPath())
        .add(
            "canisterId",
            textOrNull(Optional.ofNullable(place.canister()).map(Principal::toString)));
  }

  private static JsonValue textOrNull(Optional<String> text) {
    return text.<JsonValue>map(Json::createValue).orElse(JsonValue.NULL);
  }
}
