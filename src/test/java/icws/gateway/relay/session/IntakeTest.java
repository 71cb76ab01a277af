package icws.gateway.relay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.gateway.ops.EventCounters;
import icws.gateway.relay.EventObservers;
import icws.gateway.relay.ManualScheduler;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.RelaySettings;
import icws.gateway.relay.Timers;
import icws.ic.Bytes;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a session's frames end: what came before the end is dealt with, and nothing after it. */
final class IntakeTest {

  private final ManualScheduler scheduler = new ManualScheduler();
  private final EventCounters statistics = new EventCounters();
  private final Timers timers =
      new Timers(scheduler, scheduler::nanoTime, scheduler.clock(), () -> 0.5);
  private final ManualTurns turns = new ManualTurns();
  private final AddressLanes lanes =
      new AddressLanes(ProcessorShare.usual(), timers, turns, () -> 0);
  private final RelayContext context =
      new RelayContext(RelaySettings.defaults(), timers, EventObservers.of(statistics));
  private final List<String> events = new ArrayList<>();
  private Runnable meanwhile = () -> {};
  private boolean quick;
  private final Intake intake =
      new Intake(
          InetAddress.getLoopbackAddress(),
          lanes,
          context,
          this::take,
          (limit, why) -> events.add(limit.toString()),
          fault -> events.add(fault.toString()));

  private boolean take(Bytes frame, boolean inTurn) {
    meanwhile.run();
    if (!quick && !inTurn) {
      return false;
    }
    events.add(frame.toUtf8());
    return true;
  }

  private void receive(String... frames) {
    for (String frame : frames) {
      intake.receive(Bytes.utf8(frame));
    }
  }

  private void finish() {
    intake.finish(() -> events.add("end"));
  }

  private void assertLeft(String... expected) {
    turns.all();
    assertEquals(List.of(expected), events);
    assertEquals(0, context.inboxSpace().usedBytes());
    assertEquals(0, lanes.waiting());
    assertEquals(0, lanes.size());
  }

  @Test
  void theEndComesAtOnceIfNothingWaits() {
    quick = true;
    receive("one");
    finish();
    receive("two");
    assertLeft("one", "end");
  }

  @Test
  void theEndComesAfterWhatWaits() {
    receive("one", "two");
    finish();
    receive("three");
    assertEquals(List.of(), events);
    assertLeft("one", "two", "end");
  }

  @Test
  void theEndComesAfterAFrameThatWasUnderWay() {
    meanwhile = this::finish;
    receive("one");
    meanwhile = () -> {};
    receive("two");
    assertLeft("one", "end");
  }

  @Test
  void theEndComesAfterAFrameThatWasDealtWithAtOnce() {
    quick = true;
    meanwhile = this::finish;
    receive("one");
    assertLeft("one", "end");
  }

  @Test
  void whatIsClosedHasNoOtherEnd() {
    receive("one", "two");
    finish();
    intake.close();
    intake.close();
    finish();
    assertLeft();
  }

  @Test
  void betweenTwoTurnsItIsClosedWithoutKeepingRoom() {
    receive("one", "two", "three");
    turns.one();
    intake.close();
    assertLeft("one");
  }

  @Test
  void aFrameThatWasUnderWayWhenItClosedIsDropped() {
    meanwhile = intake::close;
    receive("one");
    meanwhile = () -> {};
    receive("two");
    assertLeft();
  }
}
