package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.relay.Alarms;
import icws.gateway.relay.CanisterRegistry;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.RelaySettings;
import icws.gateway.relay.RelayStatistics;
import icws.gateway.relay.SessionRegistry;
import icws.gateway.wire.poc.PocProtocol;
import icws.ic.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection and the registry of all, with real sessions behind and a fake channel in front. */
class ConnectionTest {
  private static final EdgeLimits LIMITS =
      new EdgeLimits(
          2, 100, 100, Duration.ofSeconds(60), Duration.ofSeconds(20), Duration.ofSeconds(5));

  private static final PocProtocol PROTOCOL = new PocProtocol();

  private final AtomicLong nanos = new AtomicLong();
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final SessionRegistry sessions = sessions();
  private final Connections connections = new Connections(LIMITS, nanos::get);
  private final FakeChannel channel = FakeChannel.manual();

  private SessionRegistry sessions() {
    RelayContext context =
        new RelayContext(
            RelaySettings.defaults(), new Alarms(timers, () -> 0.5), new RelayStatistics());
    return new SessionRegistry(
        new CanisterRegistry(
            id -> {
              throw new AssertionError("no test here gets as far as a canister");
            },
            context),
        context);
  }

  @AfterEach
  void stopTimers() {
    timers.shutdownNow();
  }

  private Connection opened() {
    connections.admit((protocol, socket) -> sessions.connect(PROTOCOL, socket));
    return connections.open(PROTOCOL.name(), channel).orElseThrow();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    connections.inspect();
  }

  @Test
  void aSilentPeerIsPingedAtIntervalsAndGivenUpAtTheTimeout() {
    opened();
    pass(Duration.ofSeconds(19));
    assertEquals(List.of(), channel.events);
    pass(Duration.ofSeconds(2));
    pass(Duration.ofSeconds(1));
    assertEquals(List.of("ping"), channel.events);
    pass(Duration.ofSeconds(20));
    assertEquals(List.of("ping", "ping"), channel.events);
    pass(Duration.ofSeconds(19));
    assertEquals("close 1008 silent for more than PT1M", channel.events.get(2));
    pass(Duration.ZERO);
    assertEquals(0, connections.size());
    assertEquals(0, sessions.size());
  }

  @Test
  void aPeerThatAnswersPingsStays() {
    Connection connection = opened();
    for (int minute = 0; minute < 10; minute++) {
      pass(Duration.ofSeconds(30));
      connection.heard();
    }
    assertEquals(1, connections.size());
    assertEquals(10, channel.events.size());
  }

  @Test
  void aPeerThatIsSentToButNeverHeardFromIsGivenUp() {
    Connection connection = opened();
    for (int i = 0; i < 6; i++) {
      pass(Duration.ofSeconds(10));
      connection.send(Bytes.utf8("x"));
      channel.finishSend();
    }
    assertEquals(1, sessions.size());
    pass(Duration.ofSeconds(1));
    assertTrue(channel.events.contains("close 1008 silent for more than PT1M"));
  }

  @Test
  void aPeerThatDoesNotReadIsGivenUpAfterTheSendTimeout() {
    Connection connection = opened();
    connection.send(Bytes.utf8("never read"));
    pass(Duration.ofSeconds(5));
    assertEquals(1, sessions.size());
    pass(Duration.ofMillis(1));
    assertEquals(
        List.of("write never read", "close 1013 a frame did not leave within PT5S"),
        channel.events);
    assertEquals(0, sessions.size());
    pass(Duration.ZERO);
    assertEquals(0, connections.size());
  }

  @Test
  void aFullOutboxEndsItsOwnClientAtOnce() {
    Connection connection = opened();
    Connection other = connections.open(PROTOCOL.name(), FakeChannel.instant()).orElseThrow();
    connection.send(Bytes.utf8("a".repeat(60)));
    connection.send(Bytes.utf8("b".repeat(60)));
    assertEquals(
        List.of(
            "write " + "a".repeat(60),
            "close 1013 more than 100 bytes wait for this client to read them"),
        channel.events);
    assertEquals(1, sessions.size());
    other.send(Bytes.utf8("still served"));
    assertEquals(1, sessions.size());
  }

  @Test
  void aFrameOverTheConfiguredLimitIsTooBigAndOneAtItIsNot() {
    Connection connection = opened();
    connection.receive(Bytes.wrap(new byte[101]));
    assertEquals(List.of("close 1009 frame over the limit"), channel.events);

    FakeChannel exact = FakeChannel.instant();
    connections.open(PROTOCOL.name(), exact).orElseThrow().receive(Bytes.wrap(new byte[100]));
    assertTrue(exact.events.get(0).startsWith("close 4400 "), exact.events.get(0));
  }

  @Test
  void nobodyIsLetInBeforeTheGatewayIsReady() {
    assertEquals(Optional.empty(), connections.open(PROTOCOL.name(), channel));
    assertFalse(connections.isAdmitting());
    assertEquals(List.of("close 1013 the gateway is starting"), channel.events);
    connections.admit((protocol, socket) -> sessions.connect(PROTOCOL, socket));
    assertTrue(connections.isAdmitting());
  }

  @Test
  void whoComesWhileTheGatewayStopsIsToldSo() {
    connections.admit((protocol, socket) -> sessions.connect(PROTOCOL, socket));
    connections.refuse();
    sessions.stop(Duration.ofSeconds(1)).join();
    assertFalse(connections.isAdmitting());
    assertTrue(connections.open(PROTOCOL.name(), channel).isPresent());
    assertEquals(List.of("close 1001 the gateway stops"), channel.events);
    assertEquals(0, sessions.size());
  }

  @Test
  void oneClientMoreThanAllowedIsTurnedAwayUntilAPlaceIsFree() {
    Connection first = opened();
    assertTrue(connections.open(PROTOCOL.name(), FakeChannel.instant()).isPresent());
    FakeChannel third = FakeChannel.instant();
    assertEquals(Optional.empty(), connections.open(PROTOCOL.name(), third));
    assertEquals(List.of("close 1013 2 clients are connected already"), third.events);
    connections.remove(first);
    assertTrue(connections.open(PROTOCOL.name(), FakeChannel.instant()).isPresent());
  }

  @Test
  void aSocketWhoseCloseTheContainerNeverReportsIsForgottenAtTheNextRound() {
    Connection connection = opened();
    connection.receiveText();
    assertEquals(List.of("close 1003 text frames are not part of the protocol"), channel.events);
    assertEquals(1, connections.size());
    pass(Duration.ZERO);
    assertEquals(0, connections.size());
  }
}
