package icws.faults;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request on its way to the network.
 *
 * @param verb {@code GET} or {@code POST}
 * @param path such as {@code /api/v4/canister/<id>/call}
 * @param canister the text of the canister's id; empty where it is for none
 * @param method the canister's method; empty for readings of the state
 * @param body as it came: the same call that is submitted again is the same bytes
 */
public record ProxiedRequest(String verb, String path, String canister, String method, Bytes body) {
  private static final Pattern ENDPOINT = Pattern.compile("/api/v\\d/canister/([a-z0-9-]+)/\\w+");

  static ProxiedRequest of(String verb, String path, Bytes body) {
    Matcher endpoint = ENDPOINT.matcher(path);
    String canister = endpoint.matches() ? endpoint.group(1) : "";
    return new ProxiedRequest(verb, path, canister, method(body), body);
  }

  private static String method(Bytes body) {
    try {
      return CborMap.read(body).map("content").optionalText("method_name").orElse("");
    } catch (CborException notAnEnvelope) {
      return "";
    }
  }

  /** Requests of a canister's method. */
  public static Predicate<ProxiedRequest> of(Principal canister, String method) {
    String id = canister.toString();
    return request -> request.canister.equals(id) && request.method.equals(method);
  }

  /** Requests of a canister's method, and readings of what has become of its calls. */
  public static Predicate<ProxiedRequest> about(Principal canister, String method) {
    String id = canister.toString();
    return request ->
        request.canister.equals(id)
            && (request.method.equals(method) || request.path.endsWith("/read_state"));
  }
}
