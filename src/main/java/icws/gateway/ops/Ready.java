package icws.gateway.ops;

import icws.gateway.edge.Connections;
import icws.gateway.relay.SessionRecord;
import icws.gateway.relay.SessionRoll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while clients are let in and can be opened: the network's root key is known, the record of
 * sessions is written, and the gateway is not stopping.
 */
@Readiness
@ApplicationScoped
public class Ready implements HealthCheck {
  @Inject private Connections connections;
  @Inject private SessionRecord record;
  @Inject private SessionRoll roll;

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("icws-gateway")
        .status(connections.isAdmitting() && record.isWritable())
        .withData("sockets", connections.size())
        .withData("record-writable", record.isWritable())
        .withData("orphans", roll.orphans())
        .build();
  }
}
