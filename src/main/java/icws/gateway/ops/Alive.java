package icws.gateway.ops;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive while everything goes on that no request would begin again: the reaper's rounds, the
 * scheduler's threads, the record's writer, the canisters' pollers. If not, the answer says in
 * words what does not.
 */
@Liveness
@ApplicationScoped
public class Alive implements HealthCheck {
  @Inject private Vitals vitals;

  @Override
  public HealthCheckResponse call() {
    List<String> complaints = vitals.complaints();
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("icws-gateway").status(complaints.isEmpty());
    return complaints.isEmpty()
        ? answer.build()
        : answer.withData("reason", String.join("; ", complaints)).build();
  }
}
