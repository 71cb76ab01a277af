package icws.gateway;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewayClient;
import icws.gateway.relay.RelaySettings;
import icws.ic.agent.AgentTimings;
import icws.ic.agent.HttpLimits;
import icws.ic.agent.HttpTransport;
import icws.ic.agent.Network;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A message's way to its canister, where it is a quick one, is the one that is documented. */
final class MessagePathTest {

  private static final int MOST_CALLS = 15;
  private static final int MOST_CLASSES = 10;

  /** Where the session begins; what lies before it has a test with the edge. */
  private static final String SESSION = "ClientSession.receive";

  private final BlockingQueue<List<String>> calls = new LinkedBlockingQueue<>();

  private HttpTransport transport(ScheduledExecutorService scheduler) {
    return new HttpTransport(
        new SpyHttpClient(HttpClient.newHttpClient(), this::note),
        scheduler,
        HttpLimits.defaults());
  }

  private void note(HttpRequest request) {
    if (request.uri().getPath().endsWith("/call")) {
      calls.add(MessagePath.here());
    }
  }

  @Test
  void aMessageTakesTheDocumentedWay() throws Exception {
    try (LocalNetwork network = LocalNetwork.start(0);
        InProcessGateway gateway =
            new InProcessGateway(
                new Network(network.url(), network.rootKey()),
                RelaySettings.defaults(),
                AgentTimings.defaults(),
                this::transport)) {
      GatewayClient client = network.register(network.installDemo());
      client.join(gateway.connect("poc"));
      calls.clear();
      client.say("hello");
      List<String> taken = requireNonNull(calls.poll(10, TimeUnit.SECONDS));
      List<String> documented = MessagePath.documented();
      int begin = documented.indexOf(SESSION);
      assertEquals(documented.subList(begin, documented.size() - 1), MessagePath.steps(taken));
      assertTrue(MOST_CALLS >= taken.size() + begin + 1, taken::toString);
    }
  }

  @Test
  void itPassesFewClasses() throws Exception {
    List<String> steps = MessagePath.documented();
    long classes =
        steps.subList(0, steps.size() - 1).stream()
            .map(step -> step.substring(0, step.indexOf('.')))
            .distinct()
            .count();
    assertTrue(MOST_CLASSES >= classes, steps::toString);
  }
}
