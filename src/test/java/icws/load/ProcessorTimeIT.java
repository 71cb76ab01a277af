package icws.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewaySocket;
import icws.client.GatewaySocket.Closure;
import icws.client.V1Client;
import icws.gateway.GatewayProcess;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the frames of clients take of the processors: counted, and measured as processor time. */
@Timeout(600)
@Tag("load")
class ProcessorTimeIT {
  private static final Logger LOG = System.getLogger(ProcessorTimeIT.class.getName());

  private static final int CLIENTS = 100;
  private static final int USERS = 600;
  private static final Duration TIME = Duration.ofSeconds(10);
  private static final Duration SPEECH = Duration.ofMillis(50);

  /** The default. */
  private static final double SHARE = 0.25;

  /** What the offender's connections may cost besides, in seconds of each second. */
  private static final double CONNECTIONS = 0.75;

  private static final Map<String, String> BEHIND_A_PROXY =
      Map.of("icws.proxies.trusted", "127.0.0.1");

  /** What a time of the gateway has taken, in seconds of processor time. */
  private record Taken(double frames, double process) {
    static Taken sinceTheStart(GatewayProcess gateway) throws IOException, InterruptedException {
      return new Taken(
          gateway.metric("icws_processor_seconds"),
          ProcessHandle.of(gateway.pid())
                  .flatMap(process -> process.info().totalCpuDuration())
                  .orElseThrow()
                  .toNanos()
              / 1e9);
    }

    Taken minus(Taken other) {
      return new Taken(frames - other.frames, process - other.process);
    }
  }

  @Test
  void theDearestFramesOfOneAddressTakeTheirShareOfTheProcessorsAndNoMore() throws Exception {
    try (Stage stage = new Stage(BEHIND_A_PROXY);
        Crowd crowd = new Crowd(stage, CLIENTS, nanos -> {})) {
      crowd.speakEvery(SPEECH);
      DearOpenings openings = DearOpenings.of(stage, crowd);
      List<byte[]> frames = openings.make(4_000);
      disturbed(stage, frames.subList(0, 400));
      Taken quiet = time(stage);
      int before = frames.size();
      Taken loud;
      try (Offender offender = new Offender(stage, frames.subList(400, before))) {
        loud = time(stage);
        LOG.log(Level.INFO, "{0} first frames dealt with", offender.closed());
        assertTrue(offender.closed() > 0);
      }
      crowd.fallSilent();
      crowd.leave();
      Taken more = loud.minus(quiet);
      LOG.log(Level.INFO, "Undisturbed {0}, disturbed {1}", quiet, loud);
      double seconds = TIME.toSeconds();
      // A second's share is in store, and the last frame may take more than there is.
      assertTrue(more.frames() < SHARE * (seconds + 1) + 0.2, more.toString());
      assertTrue(more.process() < (SHARE + CONNECTIONS) * seconds, more.toString());
    }
  }

  private static void disturbed(Stage stage, List<byte[]> frames) throws InterruptedException {
    try (Offender offender = new Offender(stage, frames)) {
      TimeUnit.NANOSECONDS.sleep(TIME.toNanos());
      assertTrue(offender.closed() > 0);
    }
  }

  private static Taken time(Stage stage) throws IOException, InterruptedException {
    Taken before = Taken.sinceTheStart(stage.gateway());
    TimeUnit.NANOSECONDS.sleep(TIME.toNanos());
    return Taken.sinceTheStart(stage.gateway()).minus(before);
  }

  @Test
  void usersOfInternetIdentityCostADearSignatureEachHoweverManyTheyAreAndMuchTheySay()
      throws Exception {
    try (Stage stage = new Stage(BEHIND_A_PROXY)) {
      List<V1Client> users = new ArrayList<>();
      for (int i = 0; i < USERS; i++) {
        V1Client user = stage.network().clientOfInternetIdentity(stage.canister());
        user.open(stage.socket(Protocol.V1));
        users.add(user);
      }
      for (V1Client user : users) {
        assertEquals("ping", hear(user));
      }
      for (String text : List.of("one", "two")) {
        users.forEach(user -> user.say(text));
        for (V1Client user : users) {
          assertEquals(text + " ping", hear(user));
        }
      }
      assertEquals(USERS, stage.gateway().signaturesVerified(false));
      assertEquals(3 * USERS, stage.gateway().signaturesVerified(true));
      users.forEach(V1Client::close);
    }
  }

  private static String hear(V1Client client) {
    return client.next().orTimeout(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Test
  void whoWaitsTooLongForItsShareIsClosedAndAnotherAddressIsNot() throws Exception {
    Map<String, String> settings =
        Map.of(
            "icws.proxies.trusted", "127.0.0.1",
            "icws.limits.processor-time-per-address", "50ms",
            "icws.limits.processor-wait", "100ms");
    try (Stage stage = new Stage(settings)) {
      V1Client greedy = (V1Client) stage.join(Protocol.V1);
      V1Client other = (V1Client) stage.join(Protocol.V1);
      GatewaySocket socket = greedy.socket();
      for (int i = 0; i < 1_000; i++) {
        socket.send(greedy.nextFrame("text " + i));
      }
      assertEquals(
          new Closure(
              1008,
              "a frame has waited longer than 100ms: your address uses too much processor time"),
          socket.awaitClosure());
      assertEquals(1, stage.gateway().limitReached("processor_time"));
      other.say("unharmed");
      assertEquals("unharmed ping", hear(other));
      other.close();
    }
  }
}
