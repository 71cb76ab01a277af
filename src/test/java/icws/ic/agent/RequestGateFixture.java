package icws.ic.agent;

import static org.junit.jupiter.api.Assertions.assertFalse;

import icws.Variant;
import icws.ic.agent.RequestGate.Entry;
import icws.ic.agent.RequestGate.Ticket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A gate on a clock that a test moves. */
abstract class RequestGateFixture {

  static final int PLENTY = 1_000_000;

  final List<String> out = new ArrayList<>();
  final Map<String, Deque<Ticket>> tickets = new HashMap<>();
  final RequestGate gate = gate(8, 4, PLENTY);
  long nanos;
  long wakeAt;
  @Nullable Runnable alarm;

  RequestGate gate(int inFlight, int waiting, int perSecond) {
    return new RequestGate(
        Variant.of(HttpLimits.defaults())
            .with(HttpLimits::maxInFlight, inFlight)
            .with(HttpLimits::maxWaiting, waiting)
            .with(HttpLimits::requestsPerSecond, perSecond)
            .made(),
        () -> nanos,
        (delay, task) -> {
          wakeAt = nanos + delay.toNanos();
          alarm = task;
          return true;
        });
  }

  Entry enter(RequestGate at, Lane lane, String party, String request) {
    Ticket ticket = new Ticket(party, lane, () -> out.add(request));
    tickets(party).add(ticket);
    Entry entry = at.enter(ticket);
    if (entry == Entry.OUT) {
      out.add(request);
    }
    return entry;
  }

  Deque<Ticket> tickets(String party) {
    return tickets.computeIfAbsent(party, any -> new ArrayDeque<>());
  }

  Entry call(String party, String request) {
    return enter(gate, Lane.CALL, party, request);
  }

  void calls(String party, int requests) {
    for (int i = 0; i < requests; i++) {
      assertFalse(call(party, party + i) == Entry.REFUSED);
    }
  }

  void leave(RequestGate at, String party) {
    at.leave(tickets(party).remove());
  }

  /** Lets time pass, with the gate's alarms at their times. */
  void advance(Duration time) {
    long end = nanos + time.toNanos();
    while (alarm != null && wakeAt - end <= 0) {
      Runnable due = alarm;
      alarm = null;
      nanos = Math.max(nanos, wakeAt);
      due.run();
    }
    nanos = end;
  }
}
