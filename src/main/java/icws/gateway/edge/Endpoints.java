package icws.gateway.edge;

import jakarta.websocket.server.ServerEndpoint;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The endpoints of the protocols. What their paths are stands at the endpoints themselves. */
public final class Endpoints {

  private static final Map<String, String> PATHS =
      paths(List.of(PocEndpoint.class, V1Endpoint.class));

  private Endpoints() {}

  /** The paths below the context root, by the names of their protocols. */
  public static Map<String, String> paths() {
    return PATHS;
  }

  private static Map<String, String> paths(List<Class<? extends ProtocolEndpoint>> endpoints) {
    return endpoints.stream()
        .map(endpoint -> endpoint.getAnnotation(ServerEndpoint.class).value())
        .collect(Collectors.toUnmodifiableMap(path -> path.substring(1), path -> path));
  }
}
