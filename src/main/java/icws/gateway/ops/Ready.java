package icws.gateway.ops;

import icws.gateway.edge.Connections;
import icws.gateway.relay.Destination;
import icws.gateway.relay.call.Circuits;
import icws.gateway.relay.closing.OpenClientTable;
import icws.gateway.relay.closing.SessionRecord;
import icws.gateway.relay.session.SessionRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while clients are let in and can be opened: the network's root key is known, the record of
 * sessions is written, the application's files are there, and the gateway is not stopping. The
 * trouble of single canisters is told, and makes no difference.
 */
@Readiness
@ApplicationScoped
public class Ready implements HealthCheck {
  /** A health answer is no place for a thousand names. */
  private static final int NAMED = 10;

  @Inject private Connections connections;
  @Inject private SessionRegistry sessions;
  @Inject private SessionRecord record;
  @Inject private OpenClientTable openClients;
  @Inject private Circuits circuits;
  @Inject private ApplicationFiles files;
  @Inject private StartState start;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("icws-gateway");
    try {
      start.pending().ifPresent(reason -> answer.withData("waits-for", reason));
      return numbers(answer).build();
    } catch (Throwable fault) {
      return answer.down().withData("reason", String.valueOf(fault)).build();
    }
  }

  private HealthCheckResponseBuilder numbers(HealthCheckResponseBuilder answer) {
    List<Destination> open = circuits.openOnes();
    return answer
        .status(connections.isAdmitting() && record.isWritable() && files.areThere())
        .withData("sockets", connections.size())
        .withData("sessions", sessions.size())
        .withData("record-writable", record.isWritable())
        .withData("application-files", files.areThere())
        .withData("orphans", openClients.orphans())
        .withData("circuits-open", open.size())
        .withData("circuits", names(open));
  }

  private static String names(List<Destination> open) {
    String named =
        open.stream().limit(NAMED).map(Destination::toString).collect(Collectors.joining(", "));
    return open.size() > NAMED ? named + ", ..." : named;
  }
}
