package icws.gateway.ops;

import icws.gateway.edge.Connections;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once clients are let in: the network's root key is known and the gateway is not stopping.
 */
@Readiness
@ApplicationScoped
public class Ready implements HealthCheck {
  @Inject private Connections connections;

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("icws-gateway")
        .status(connections.isAdmitting())
        .withData("sockets", connections.size())
        .build();
  }
}
