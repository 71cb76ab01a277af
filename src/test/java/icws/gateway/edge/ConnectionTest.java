package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.relay.Limit;
import icws.ic.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A connection and the registry of all, with real sessions behind and a fake channel in front. */
class ConnectionTest extends ConnectionFixture {
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
    assertEquals("close 1008 silent for more than 60s", channel.events.get(2));
    assertEquals(1, statistics.limitsReached(Limit.IDLE_TIME));
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
    assertTrue(channel.events.contains("close 1008 silent for more than 60s"));
  }

  @Test
  void aPeerThatDoesNotReadIsGivenUpAfterTheSendTimeout() {
    Connection connection = opened();
    connection.send(Bytes.utf8("never read"));
    pass(Duration.ofSeconds(5));
    assertEquals(1, sessions.size());
    pass(Duration.ofMillis(1));
    assertEquals(
        List.of("write never read", "close 1013 a frame did not leave in time"), channel.events);
    assertEquals(1, statistics.limitsReached(Limit.SEND_TIME));
    assertEquals(0, sessions.size());
    pass(Duration.ZERO);
    assertEquals(0, connections.size());
  }

  @Test
  void aFullOutboxEndsItsOwnClientAtOnce() {
    Connection connection = opened();
    Connection other =
        Doors.open(connections, PROTOCOL.name(), CLIENT, FakeChannel.instant()).orElseThrow();
    connection.send(Bytes.utf8("a".repeat(60)));
    connection.send(Bytes.utf8("b".repeat(60)));
    assertEquals(
        List.of(
            "write " + "a".repeat(60),
            "close 1013 more than 100 bytes wait for this client to read them"),
        channel.events);
    assertEquals(1, statistics.limitsReached(Limit.OUTBOX));
    assertEquals(1, sessions.size());
    other.send(Bytes.utf8("still served"));
    assertEquals(1, sessions.size());
  }

  @Test
  void aReaderOfOneFrameAtATimeIsGivenUpWhenTheOldestHasWaitedTooLong() {
    Connection connection = opened();
    for (int i = 0; i < 10; i++) {
      connection.send(Bytes.utf8("ten bytes."));
    }
    for (int i = 0; i < 4; i++) {
      pass(Duration.ofSeconds(1));
      channel.finishSend();
      connection.heard();
    }
    assertEquals(1, sessions.size());
    pass(Duration.ofSeconds(1).plusNanos(1));
    assertEquals("close 1013 a frame did not leave in time", channel.events.get(5));
    assertEquals(1, statistics.limitsReached(Limit.SEND_TIME));
  }

  @Test
  void aFrameForWhichAllOutboxesTogetherHaveNoRoomEndsItsOwnClient() {
    Connection hoarder = opened();
    hoarder.send(Bytes.wrap(new byte[1_500]));
    long held = connections.outboxMemoryBytes();
    assertTrue(held > 1_500, "a frame takes more than its bytes");
    assertEquals(1_500, connections.outboxBytes());
    FakeChannel neighbours = FakeChannel.manual();
    Connection neighbour = open(NEIGHBOUR, neighbours).orElseThrow();
    neighbour.send(Bytes.wrap(new byte[1_500]));
    assertEquals(
        List.of("close 1013 too many bytes wait for all clients to read them"), neighbours.events);
    assertEquals(1, statistics.limitsReached(Limit.OUTBOX_TOTAL));
    assertEquals(held, connections.outboxMemoryBytes());

    connections.remove(hoarder);
    assertEquals(0, connections.outboxMemoryBytes());
    channel.finishSend();
    assertEquals(0, connections.outboxMemoryBytes());
    Connection next = open(NEIGHBOUR, FakeChannel.manual()).orElseThrow();
    next.send(Bytes.wrap(new byte[1_500]));
    assertEquals(held, connections.outboxMemoryBytes());
  }

  @Test
  void theReaperAndThePollersLeaveTheWorkOfEndingSocketsToOthers() {
    Connection silent = opened();
    Connection full = open(CLIENT, FakeChannel.manual()).orElseThrow();
    blockingCalls.hold();
    pass(Duration.ofSeconds(30));
    full.heard();
    full.send(Bytes.utf8("a".repeat(60)));
    full.send(Bytes.utf8("b".repeat(60)));
    pass(Duration.ofSeconds(31));
    pass(Duration.ofSeconds(1));
    assertEquals(2, sessions.size(), "nothing is done on the thread that finds what is to be done");
    assertEquals(List.of(), channel.events);
    assertEquals(4, blockingCalls.waiting(), "two pings, two ends");
    blockingCalls.letGo();
    assertEquals(0, sessions.size());
    assertEquals(1, statistics.limitsReached(Limit.SEND_TIME), "of a ping");
    assertEquals(1, statistics.limitsReached(Limit.OUTBOX));
    assertFalse(silent.inspect());
  }

  /**
   * On Open Liberty senders wait for a peer that does not read; the end of its connection frees
   * them.
   */
  @Test
  void theConnectionOfAPeerThatIsGivenUpEndsThoughNoThreadIsFreeToCloseIt() {
    Connection connection = opened();
    List<String> events = new ArrayList<>();
    connection.place().carriedBy(() -> events.add("end"));
    blockingCalls.hold();
    pass(LIMITS.idleTimeout().plusMillis(1));
    assertEquals(List.of(), events);
    pass(Place.PARTING_TIME.plusMillis(1));
    assertEquals(List.of("end"), events);
    assertEquals(0, connections.size());
    blockingCalls.letGo();
    assertEquals(0, sessions.size());
  }

  @Test
  void aSocketKeepsItsPlaceUntilTheContainerHasClosedIt() {
    Connection connection = opened();
    blockingCalls.hold();
    connection.receiveText();
    assertEquals(0, sessions.size());
    pass(Duration.ZERO);
    assertEquals(1, connections.size());
    CompletableFuture<Void> emptied = connections.refuse();
    pass(Duration.ZERO);
    assertFalse(emptied.isDone(), "its client has not been told yet");
    blockingCalls.letGo();
    pass(Duration.ZERO);
    assertEquals(List.of("close 1003 text frames are not part of the protocol"), channel.events);
    assertTrue(emptied.isDone());
  }

  @Test
  void aFrameOverTheConfiguredLimitIsTooBigAndOneAtItIsNot() {
    Connection connection = opened();
    connection.receive(Bytes.wrap(new byte[101]));
    assertEquals(List.of("close 1009 frame over the limit"), channel.events);
    assertEquals(1, statistics.limitsReached(Limit.FRAME_BYTES));

    FakeChannel exact = FakeChannel.instant();
    Doors.open(connections, PROTOCOL.name(), CLIENT, exact)
        .orElseThrow()
        .receive(Bytes.wrap(new byte[100]));
    assertTrue(exact.events.get(0).startsWith("close 4400 "), exact.events.get(0));
  }

  @Test
  void aMessageThatBeginsAndDoesNotEndIsGivenUpWhateverElseComes() {
    Connection connection = opened();
    connection.receive(new byte[10], false);
    assertEquals(LIMITS.maxFrameBytes(), connections.unfinishedBytes());
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofSeconds(1));
      connection.heard();
      connection.receive(new byte[1], false);
    }
    assertEquals(List.of(), channel.events);
    pass(Duration.ofNanos(1));
    assertEquals(List.of("close 1008 a frame or message took longer than 20s"), channel.events);
    assertEquals(1, statistics.limitsReached(Limit.FRAME_TIME));
    pass(Duration.ZERO);
    assertEquals(0, connections.unfinishedBytes());
  }

  @Test
  void messagesOfAllClientsThatHaveBegunHaveABoundTogether() {
    Connection first = opened();
    first.receive(new byte[100], false);
    FakeChannel neighbours = FakeChannel.instant();
    Connection neighbour = open(NEIGHBOUR, neighbours).orElseThrow();
    for (int i = 0; i < 3; i++) {
      first.receive(new byte[0], false);
      neighbour.receive(new byte[40], false);
    }
    assertEquals(List.of("close 1009 frame over the limit"), neighbours.events);
    connections.remove(neighbour);
    assertEquals(100, connections.unfinishedBytes());
    connections.remove(first);
    assertEquals(0, connections.unfinishedBytes());
  }

  @Test
  void aClientThatSendsTooManyFramesIsClosedAtOnce() {
    Connection connection = opened();
    connection.send(Bytes.utf8("still leaving"));
    // Frames that the session ignores, because it is over with the first of them, count as well.
    for (int i = 0; i < 4; i++) {
      connection.receive(Bytes.utf8("x"));
    }
    assertEquals(0, statistics.limitsReached(Limit.FRAME_RATE));
    connection.receive(Bytes.utf8("x"));
    assertEquals(
        "close 1008 more than 10 frames a second in the long run",
        channel.events.get(channel.events.size() - 1));
    List<String> events = List.copyOf(channel.events);
    connection.receive(Bytes.utf8("x"));
    assertEquals(events, channel.events, "what came with the frame that was too many");
  }

  @Test
  void aConnectionOfGreatAgeIsToldToComeBack() {
    Connection connection = opened();
    for (int minute = 0; minute < 60; minute++) {
      pass(Duration.ofMinutes(1));
      connection.heard();
    }
    assertEquals(1, sessions.size());
    pass(Duration.ofMillis(1));
    assertEquals(
        "close 1001 connected for more than 1h: connect again",
        channel.events.get(channel.events.size() - 1));
    assertEquals(1, statistics.limitsReached(Limit.CONNECTION_AGE));
    pass(Duration.ZERO);
    assertEquals(0, connections.size());
    assertEquals(1, statistics.limitsReached(Limit.CONNECTION_AGE));
  }

  @Test
  void whoeverCameAtOnceNeedNotComeBackAtOnce() {
    Connections early = connections(() -> 1);
    early.admit((protocol, socket) -> sessions.connect(PROTOCOL, socket));
    Connection connection = Doors.open(early, PROTOCOL.name(), CLIENT, channel).orElseThrow();
    nanos.addAndGet(Duration.ofMinutes(54).toNanos());
    connection.heard();
    early.inspect();
    assertEquals(List.of(), channel.events);
    nanos.addAndGet(1);
    early.inspect();
    assertEquals(List.of("close 1001 connected for more than 54m: connect again"), channel.events);
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
