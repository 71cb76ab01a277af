package icws.gateway.relay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Failure;
import icws.gateway.canister.Verdict;
import icws.gateway.relay.CanisterAdmission;
import icws.gateway.relay.session.FakeCanister.Method;
import icws.gateway.relay.session.RelayFixture.Client;
import icws.gateway.wire.CloseReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Walks the table that {@link SessionState} has in its documentation, cell by cell. */
final class SessionStateTest {

  private static final Path SOURCE =
      Path.of("src/main/java/icws/gateway/relay/session/SessionState.java");
  private static final Failure NO = new Failure(Failure.Kind.REFUSED, "no");

  /** More than its share, so that the frames after it wait. */
  private static final Duration MUCH = Duration.ofMillis(1_500);

  /** What the next frame costs. */
  private long costNanos;

  private final AtomicLong processorNanos = new AtomicLong();
  private final ManualTurns turns = new ManualTurns();
  private final RelayFixture relay =
      new RelayFixture(
          CanisterAdmission.usual(),
          timers ->
              new AddressLanes(
                  new ProcessorShare(Duration.ofSeconds(1), Duration.ofMinutes(1)),
                  timers,
                  turns,
                  () -> processorNanos.addAndGet(costNanos)));
  private final FakeCanister canister = relay.canister();
  private final Client client = relay.connect(16);

  static Stream<Arguments> cells() throws IOException {
    List<List<String>> rows =
        Files.readAllLines(SOURCE).stream()
            .dropWhile(line -> !line.contains("<pre>"))
            .skip(1)
            .takeWhile(line -> !line.contains("</pre>"))
            .map(line -> Arrays.asList(line.replace(" * ", "").trim().split(" +")))
            .toList();
    List<String> events = rows.get(0);
    return rows.stream()
        .skip(1)
        .flatMap(
            row ->
                IntStream.range(1, row.size())
                    .mapToObj(i -> Arguments.of(row.get(0), events.get(i), row.get(i))));
  }

  @BeforeEach
  void answerNothing() {
    Stream.of(Method.AUTHENTICATE, Method.OPEN, Method.SEND).forEach(canister::hold);
    relay.record.hold();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void leadsWhereTheTableSays(SessionState state, String event, String then) {
    // A second opening has to be read to be an error.
    bringTo(state, state == SessionState.DRAINING || !event.equals("opening"));
    assertEquals(state, client.session().state());
    happen(event);
    assertEquals(then.equals("-") ? state : SessionState.valueOf(then), client.session().state());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void nothingIsLeftInTheEnd(SessionState state, String event) {
    bringTo(state, true);
    happen(event);
    client.session().close(CloseReason.TEXT_FRAME, "a text frame");
    boolean more = true;
    while (more) {
      more = answer(NO);
    }
    assertTrue(client.hasEnded());
    assertEquals(SessionState.ENDED, client.session().state());
    assertEquals(0, relay.sessions.size());
    assertEquals(0, relay.canisters.size());
    assertEquals(0, relay.sessions.inboxBytes());
    assertEquals(Set.of(), relay.record.entries());
    assertEquals(relay.statistics.sessionsOpened(), canister.calls("CLOSE").size());
  }

  private void bringTo(SessionState state, boolean frameWaits) {
    boolean isOpen = state.sendsMessages();
    switch (state) {
      case CONNECTED -> {}
      case ENDED -> client.session().disconnected();
      default -> {
        send(client::open, frameWaits && !isOpen);
        while (client.session().state() != (isOpen ? SessionState.OPEN : state)) {
          assertTrue(answer(Accepted.ACCEPTED));
        }
        if (isOpen) {
          send(() -> client.send("under way"), frameWaits);
        }
        if (frameWaits) {
          client.send("to be read");
        }
        if (state == SessionState.DRAINING) {
          client.session().disconnected();
        } else if (state == SessionState.LEAVING) {
          client.session().close(CloseReason.TEXT_FRAME, "a text frame");
        }
      }
    }
  }

  /**
   * Has a frame dealt with.
   *
   * @param last whether those after it wait
   */
  private void send(Runnable frame, boolean last) {
    costNanos = last ? MUCH.toNanos() : 0;
    frame.run();
    costNanos = 0;
  }

  private void happen(String event) {
    switch (event) {
      case "opening" -> client.open();
      case "yes" -> {
        boolean unused = answer(Accepted.ACCEPTED);
      }
      case "no" -> {
        boolean unused = answer(NO);
      }
      case "disconnected" -> client.session().disconnected();
      case "closed" -> client.session().close(CloseReason.TEXT_FRAME, "a text frame");
      case "drained" -> {
        relay.scheduler.advance(MUCH);
        turns.all();
      }
      default -> throw new IllegalArgumentException(event);
    }
  }

  /** Answers what is under way; false if nothing is. */
  private boolean answer(Verdict verdict) {
    for (Method method : Method.values()) {
      if (canister.waiting(method) > 0) {
        canister.release(method, verdict);
        return true;
      }
    }
    if (relay.record.waiting() == 0) {
      return false;
    }
    if (verdict instanceof Accepted) {
      relay.record.release();
    } else {
      relay.record.refuse();
    }
    return true;
  }
}
