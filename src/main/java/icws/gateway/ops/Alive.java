package icws.gateway.ops;

import icws.gateway.edge.IdleReaper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while the reaper makes its rounds: without them dead sockets would pile up. */
@Liveness
@ApplicationScoped
public class Alive implements HealthCheck {
  @Inject private IdleReaper reaper;

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("icws-gateway").status(reaper.isRunning()).build();
  }
}
