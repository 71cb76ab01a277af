package icws.gateway.ops;

import icws.ic.Bytes;
import icws.ic.Principal;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.Optional;

/** What the demo page needs to know, so that nobody edits it by hand. */
final class SettingsDocument {
  static final String PATH = "/api/settings";

  private static final String RETRY_AFTER_SECONDS = "2";

  private SettingsDocument() {}

  /**
   * The settings as JSON: {@code canisterId} (text or null), {@code networkUrl}, {@code rootKey}
   * (hex of the DER, or null for the key built into the client), {@code gatewayPaths} (an object,
   * by the protocols' names). 503 while they are not known.
   */
  static PageAnswer of(PublishedSettings published) {
    return published
        .current()
        .map(
            settings ->
                new PageAnswer(
                    200,
                    Map.of("Content-Type", "application/json", "Cache-Control", "no-store"),
                    json(settings)))
        .orElseGet(
            () ->
                PageAnswer.words(503, "not known yet", Map.of("Retry-After", RETRY_AFTER_SECONDS)));
  }

  private static Bytes json(PageSettings settings) {
    JsonObjectBuilder gatewayPaths = Json.createObjectBuilder();
    settings.gatewayPaths().forEach(gatewayPaths::add);
    return Bytes.utf8(
        Json.createObjectBuilder()
            .add(
                "canisterId",
                textOrNull(Optional.ofNullable(settings.canister()).map(Principal::toString)))
            .add("networkUrl", settings.network().toString())
            .add("rootKey", textOrNull(Optional.ofNullable(settings.rootKey()).map(Bytes::hex)))
            .add("gatewayPaths", gatewayPaths)
            .build()
            .toString());
  }

  private static JsonValue textOrNull(Optional<String> text) {
    return text.<JsonValue>map(Json::createValue).orElse(JsonValue.NULL);
  }
}
