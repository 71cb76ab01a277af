package icws.gateway.ops;

import icws.gateway.edge.Connections;
import icws.gateway.relay.CanisterRegistry;
import icws.gateway.relay.Destination;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once clients are let in: the network's root key is known and the gateway is not stopping.
 * The trouble of single canisters is told, and makes no difference.
 */
@Readiness
@ApplicationScoped
public class Ready implements HealthCheck {
  /** A health answer is no place for a thousand names. */
  private static final int NAMED = 10;

  @Inject private Connections connections;
  @Inject private CanisterRegistry canisters;

  @Override
  public HealthCheckResponse call() {
    List<Destination> open = canisters.circuits().openOnes();
    return HealthCheckResponse.named("icws-gateway")
        .status(connections.isAdmitting())
        .withData("sockets", connections.size())
        .withData("circuits-open", open.size())
        .withData("circuits", names(open))
        .build();
  }

  private static String names(List<Destination> open) {
    String named =
        open.stream().limit(NAMED).map(Destination::toString).collect(Collectors.joining(", "));
    return open.size() > NAMED ? named + ", ..." : named;
  }
}
