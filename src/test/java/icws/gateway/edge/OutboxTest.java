package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.relay.ByteBudget;
import icws.gateway.relay.Limit;
import icws.ic.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(4);
  private static final int BYTES_PER_SECOND = 1024;

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 7);

  private final FakeExecutor blockingCalls = new FakeExecutor();
  private final ByteBudget budget = new ByteBudget(1L << 40);

  private Outbox outbox(FakeChannel channel, int maxBytes) {
    return outbox(channel, new OutboxLimits(maxBytes, maxBytes, TIMEOUT, BYTES_PER_SECOND));
  }

  private Outbox outbox(FakeChannel channel, OutboxLimits limits) {
    return new Outbox(channel, limits, budget, blockingCalls, nanos::get);
  }

  private static Optional<Limit> accepted() {
    return Optional.empty();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void framesLeaveInOrderWithOneSendInFlight() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 100);
    outbox.send(Bytes.utf8("a"));
    outbox.send(Bytes.utf8("b"));
    outbox.send(Bytes.utf8("c"));

    assertEquals(List.of("write a"), channel.events);
    channel.finishSend();
    assertEquals(List.of("write a", "write b"), channel.events);
    assertEquals(1, channel.sendsInFlight());
    channel.finishSend();
    channel.finishSend();
    assertEquals(List.of("write a", "write b", "write c"), channel.events);
  }

  @Test
  void roomComesBackAsFramesLeave() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 10);
    assertEquals(accepted(), outbox.send(Bytes.utf8("12345")));
    assertEquals(accepted(), outbox.send(Bytes.utf8("67890")));
    channel.finishSend();
    assertEquals(accepted(), outbox.send(Bytes.utf8("x")));
  }

  @Test
  void afterAFrameThatDoesNotFitNoneIsSent() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 10);
    outbox.send(Bytes.utf8("12345"));
    assertEquals(Optional.of(Limit.OUTBOX), outbox.send(Bytes.utf8("678901")));
    channel.finishSend();
    assertEquals(accepted(), outbox.send(Bytes.utf8("x")), "dropped, or there would be a gap");
    assertEquals(List.of("write 12345"), channel.events);
    outbox.abort(1013, "too slow");
    assertEquals(List.of("write 12345", "close 1013 too slow"), channel.events);
  }

  @Test
  void oneFrameOverTheBoundIsAcceptedWhileNothingElseIsPending() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 3);
    assertEquals(accepted(), outbox.send(Bytes.utf8("12345")));
    assertEquals(Optional.of(Limit.OUTBOX), outbox.send(Bytes.utf8("x")));
    assertEquals(List.of("write 12345"), channel.events);
  }

  @Test
  void closeComesAfterAllThatWasAccepted() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 100);
    outbox.send(Bytes.utf8("a"));
    outbox.send(Bytes.utf8("b"));
    outbox.close(1000, "bye");
    outbox.send(Bytes.utf8("too late"));
    channel.finishSend();
    channel.finishSend();
    assertEquals(List.of("write a", "write b", "close 1000 bye"), channel.events);
  }

  @Test
  void onlyTheFirstCloseCounts() {
    FakeChannel channel = FakeChannel.instant();
    Outbox outbox = outbox(channel, 100);
    outbox.close(4400, "first");
    outbox.close(1000, "second");
    assertEquals(List.of("close 4400 first"), channel.events);
  }

  @Test
  void abortDropsWhatWaitsAndDoesNotWaitForTheSendInFlight() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 100);
    outbox.send(Bytes.utf8("a"));
    outbox.send(Bytes.utf8("b"));
    outbox.abort(1013, "too slow");
    channel.finishSend();
    assertEquals(List.of("write a", "close 1013 too slow"), channel.events);
    assertTrue(outbox.isOver());
  }

  @Test
  void aSendThatFailsEndsTheConnection() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 100);
    outbox.send(Bytes.utf8("a"));
    outbox.send(Bytes.utf8("b"));
    channel.failSend(new IllegalStateException("broken pipe"));
    assertEquals(List.of("write a", "close 1011 could not send"), channel.events);
    assertTrue(outbox.isOver());
  }

  @Test
  void whatIsInFlightIsOverdueOnceItTakesLongerThanAllowed() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 100);
    assertFalse(outbox.isOverdue());
    outbox.send(Bytes.utf8("a"));
    pass(TIMEOUT);
    assertFalse(outbox.isOverdue());
    nanos.incrementAndGet();
    assertTrue(outbox.isOverdue());
    channel.finishSend();
    assertFalse(outbox.isOverdue());
  }

  @Test
  void aReaderOfOneFrameNowAndThenIsOverdueAsSoonAsOneHasWaitedTooLong() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 100);
    for (int i = 0; i < 10; i++) {
      outbox.send(Bytes.utf8("x"));
    }
    pass(TIMEOUT.minusMillis(1));
    channel.finishSend();
    assertFalse(outbox.isOverdue());
    pass(Duration.ofMillis(2));
    assertTrue(outbox.isOverdue(), "the second has waited as long as the first might have");
  }

  @Test
  void aFrameLargerThanOrdinaryOnesHasTimeInProportion() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 1 << 22);
    outbox.send(Bytes.wrap(new byte[OutboxLimits.AT_ONCE_BYTES + 100 * BYTES_PER_SECOND]));
    pass(TIMEOUT.plusSeconds(100));
    assertFalse(outbox.isOverdue());
    nanos.incrementAndGet();
    assertTrue(outbox.isOverdue());
  }

  @Test
  void aFrameBehindOthersHasTheTimeOfAll() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 1 << 22);
    outbox.send(Bytes.wrap(new byte[OutboxLimits.AT_ONCE_BYTES]));
    outbox.send(Bytes.wrap(new byte[100 * BYTES_PER_SECOND]));
    pass(TIMEOUT);
    channel.finishSend();
    pass(Duration.ofSeconds(100));
    assertFalse(outbox.isOverdue());
    nanos.incrementAndGet();
    assertTrue(outbox.isOverdue());
  }

  @Test
  void aPingThatDoesNotLeaveIsOverdueTooAndNothingOvertakesIt() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 100);
    blockingCalls.hold();
    outbox.ping();
    outbox.send(Bytes.utf8("a"));
    assertEquals(List.of(), channel.events);
    pass(TIMEOUT.plusNanos(1));
    assertTrue(outbox.isOverdue());
    blockingCalls.letGo();
    assertEquals(List.of("ping", "write a"), channel.events);
  }

  @Test
  void theChannelIsClosedOnAnotherThreadAndOnlyOnce() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 100);
    blockingCalls.hold();
    outbox.close(1000, "bye");
    outbox.abort(1013, "too slow");
    assertEquals(List.of(), channel.events);
    assertTrue(outbox.isOver());
    assertFalse(outbox.isClosed());
    blockingCalls.letGo();
    assertEquals(List.of("close 1000 bye"), channel.events);
    assertTrue(outbox.isClosed());
  }

  @Test
  void whereSendingMayBlockItHasAnotherThreadAndStaysInOrder() {
    FakeChannel channel = FakeChannel.instant();
    channel.blockFromNowOn();
    Outbox outbox = outbox(channel, 100);
    blockingCalls.hold();
    outbox.send(Bytes.utf8("a"));
    outbox.send(Bytes.utf8("b"));
    outbox.close(1000, "bye");
    assertEquals(List.of(), channel.events);
    assertEquals(1, blockingCalls.waiting(), "one after the other");
    pass(TIMEOUT.plusNanos(1));
    assertTrue(outbox.isOverdue(), "a thread that is kept is found");
    blockingCalls.letGo();
    assertEquals(List.of("write a", "write b", "close 1000 bye"), channel.events);
  }

  @Test
  void allOutboxesTogetherHoldWhatTheyMayAndGiveItBack() {
    ByteBudget shared = new ByteBudget(10_000);
    OutboxLimits limits = new OutboxLimits(5_000, 10_000, TIMEOUT, BYTES_PER_SECOND);
    List<FakeChannel> channels = new ArrayList<>();
    List<Outbox> outboxes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      FakeChannel channel = FakeChannel.manual();
      Outbox outbox = new Outbox(channel, limits, shared, blockingCalls, nanos::get);
      channels.add(channel);
      outboxes.add(outbox);
      for (int frame = 0; frame < 10; frame++) {
        outbox.send(Bytes.wrap(new byte[100]));
      }
      assertTrue(shared.usedBytes() <= 10_000, () -> "all hold " + shared.usedBytes());
    }
    assertEquals(
        accepted(),
        new Outbox(FakeChannel.manual(), limits, shared, blockingCalls, nanos::get)
            .send(Bytes.utf8("who holds nothing has room")));
    for (int i = 0; i < 100; i++) {
      if (i % 3 == 0) {
        channels.get(i).finishInstantlyFromNowOn();
        channels.get(i).finishAll();
      } else if (i % 3 == 1) {
        outboxes.get(i).abort(1013, "too slow");
        channels.get(i).finishAll();
      } else {
        outboxes.get(i).gone();
        channels.get(i).finishAll();
      }
    }
    assertEquals(Backlog.cost(26), shared.usedBytes());
  }

  @Test
  void aPingIsSentOnlyWhenNothingElseIsPending() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 100);
    outbox.ping();
    outbox.send(Bytes.utf8("a"));
    outbox.ping();
    channel.finishSend();
    outbox.ping();
    assertEquals(List.of("ping", "write a", "ping"), channel.events);
  }

  @Test
  void aChannelThatFinishesAtOnceDoesNotDeepenTheStack() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 1_000_000);
    int frames = 100_000;
    IntStream.range(0, frames).forEach(i -> outbox.send(Bytes.utf8("x")));
    channel.finishInstantlyFromNowOn();
    channel.finishSend();
    assertEquals(frames, channel.events.size());
  }
}
