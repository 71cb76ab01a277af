package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final AtomicLong nanos = new AtomicLong();

  private Outbox outbox(FakeChannel channel, int maxBytes) {
    return new Outbox(channel, maxBytes, nanos::get);
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
  void aFrameThatDoesNotFitIsRefusedAndRoomComesBackAsFramesLeave() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 10);
    assertTrue(outbox.send(Bytes.utf8("12345")));
    assertTrue(outbox.send(Bytes.utf8("67890")));
    assertFalse(outbox.send(Bytes.utf8("x")));
    channel.finishSend();
    assertTrue(outbox.send(Bytes.utf8("x")));
  }

  @Test
  void oneFrameOverTheBoundIsAcceptedWhileNothingElseIsPending() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 3);
    assertTrue(outbox.send(Bytes.utf8("12345")));
    assertFalse(outbox.send(Bytes.utf8("x")));
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
  void aSendIsStuckOnceItTakesLongerThanAllowed() {
    FakeChannel channel = FakeChannel.manual();
    Outbox outbox = outbox(channel, 100);
    Duration limit = Duration.ofSeconds(20);
    assertFalse(outbox.stuck(limit));
    outbox.send(Bytes.utf8("a"));
    nanos.addAndGet(limit.toNanos());
    assertFalse(outbox.stuck(limit));
    nanos.addAndGet(1);
    assertTrue(outbox.stuck(limit));
    channel.finishSend();
    assertFalse(outbox.stuck(limit));
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
