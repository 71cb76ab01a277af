package icws.ic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.RequestGate.Entry;
import icws.ic.RequestGate.Ticket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who goes out when; on a clock that a test moves. */
final class RequestGateTest {

  private static final int PLENTY = 1_000_000;

  private final List<String> out = new ArrayList<>();
  private final Map<String, Deque<Ticket>> tickets = new HashMap<>();
  private final RequestGate gate = gate(8, 4, PLENTY);
  private long nanos;
  private long wakeAt;
  private @Nullable Runnable alarm;

  private RequestGate gate(int inFlight, int waiting, int perSecond) {
    return new RequestGate(
        new HttpLimits(Duration.ofSeconds(1), 1, inFlight, waiting, perSecond),
        () -> nanos,
        (delay, task) -> {
          wakeAt = nanos + delay.toNanos();
          alarm = task;
          return true;
        });
  }

  private Entry enter(RequestGate at, Lane lane, String party, String request) {
    Ticket ticket = new Ticket(party, lane, () -> out.add(request));
    tickets(party).add(ticket);
    return at.enter(ticket);
  }

  private Deque<Ticket> tickets(String party) {
    return tickets.computeIfAbsent(party, any -> new ArrayDeque<>());
  }

  private Entry call(String party, String request) {
    return enter(gate, Lane.CALL, party, request);
  }

  private void calls(String party, int requests) {
    for (int i = 0; i < requests; i++) {
      assertFalse(call(party, party + i) == Entry.REFUSED);
    }
  }

  private void leave(RequestGate at, String party) {
    at.leave(tickets(party).remove());
  }

  /** Lets time pass, with the gate's alarms at their times. */
  private void advance(Duration time) {
    long end = nanos + time.toNanos();
    while (alarm != null && wakeAt - end <= 0) {
      Runnable due = alarm;
      alarm = null;
      nanos = Math.max(nanos, wakeAt);
      due.run();
    }
    nanos = end;
  }

  // Places

  @Test
  void noPartyHasMorePlacesThanAreLeftForTheOthers() {
    calls("hangs", 5);
    assertEquals(5, out.size());
    assertEquals(Entry.WAITS, call("hangs", "waits"));
    assertEquals(5, out.size());
    calls("hangs too", 2);
    assertEquals(Entry.WAITS, call("hangs too", "waits"));
    assertEquals(7, out.size());
    assertEquals(Entry.OUT, call("sound", "goes out"));
    assertEquals("goes out", out.get(7));
  }

  @Test
  void noPartyWaitsInMorePlacesThanAreLeftForTheOthers() {
    calls("hangs", 5 + 3);
    assertEquals(Entry.REFUSED, call("hangs", "one too many"));
    calls("sound", 2);
    assertEquals(Entry.WAITS, call("sound", "waits"));
    calls("anybody", 1);
    assertEquals(Entry.REFUSED, call("anybody", "one too many"));
    assertEquals(8, gate.inFlight());
    assertEquals(4, gate.waiting());
    assertEquals(2, gate.refused());
  }

  @Test
  void thePartiesTakeTurnsAndEachKeepsItsOrder() {
    RequestGate narrow = gate(1, 9, PLENTY);
    enter(narrow, Lane.CALL, "c", "c0");
    for (String request : List.of("a0", "a1", "a2", "b0", "b1")) {
      assertEquals(Entry.WAITS, enter(narrow, Lane.CALL, request.substring(0, 1), request));
    }
    for (int i = 0; i < 5; i++) {
      leave(narrow, out.get(i).substring(0, 1));
    }
    assertEquals(List.of("c0", "a0", "b0", "a1", "b1", "a2"), out);
  }

  @Test
  void aPlaceThatIsGivenBackLetsOutWhoeverMayThen() {
    calls("one", 5);
    assertEquals(Entry.WAITS, call("one", "waits"));
    calls("other", 2);
    leave(gate, "other");
    leave(gate, "one");
    assertEquals(7, out.size());
    leave(gate, "one");
    assertEquals("waits", out.get(7));
  }

  @Test
  void aPlaceIsGivenBackOnce() {
    Ticket ticket = new Ticket("one", Lane.CALL, () -> true);
    gate.enter(ticket);
    gate.leave(ticket);
    gate.leave(ticket);
    assertEquals(0, gate.inFlight());
  }

  @Test
  void whatIsNoLongerWantedTakesNoPlace() {
    calls("one", 5);
    gate.enter(new Ticket("one", Lane.CALL, () -> false));
    assertEquals(Entry.WAITS, call("one", "wanted"));
    leave(gate, "one");
    assertEquals("wanted", out.get(5));
    leave(gate, "one");
    assertEquals(Entry.OUT, call("one", "at once"));
    assertEquals(6 + 1, gate.departed());
  }

  @Test
  void whatCannotBeStartedTakesNoPlaceAndHoldsNobodyUp() {
    calls("one", 5);
    gate.enter(
        new Ticket(
            "one",
            Lane.CALL,
            () -> {
              throw new OutOfMemoryError("as a test wants it");
            }));
    assertEquals(Entry.WAITS, call("one", "next"));
    leave(gate, "one");
    assertEquals("next", out.get(5));
    assertEquals(5, gate.inFlight());
  }

  @Test
  void whatIsWithdrawnLeavesItsPlaceToOthers() {
    calls("one", 5 + 2);
    Ticket last = tickets("one").getLast();
    assertTrue(gate.withdraw(last));
    assertFalse(gate.withdraw(last));
    assertFalse(gate.withdraw(tickets("one").getFirst()));
    assertEquals(1, gate.waiting());
    assertEquals(Entry.WAITS, call("one", "another"));
    leave(gate, "one");
    leave(gate, "one");
    assertEquals(List.of("one5", "another"), out.subList(5, 7));
  }

  // Lanes

  @Test
  void aPollHasAPlaceHoweverManyCallsOfTheSameCanisterAreOutAndWait() {
    calls("busy", 5 + 3);
    assertEquals(Entry.OUT, enter(gate, Lane.NEWS, "busy", "poll"));
    assertEquals(Entry.OUT, enter(gate, Lane.IDLE, "silent", "look"));
    assertEquals(List.of("poll", "look"), out.subList(5, 7));
  }

  @Test
  void callsHaveTheirPlacesHoweverManyPollsHang() {
    for (int i = 0; i < 10; i++) {
      enter(gate, Lane.IDLE, "hangs " + i, "look " + i);
    }
    assertEquals(3, out.size());
    assertEquals(Entry.OUT, call("sound", "call"));
  }

  @Test
  void aQuestionWaitsBehindTwoCallsOfItsCanisterAndNotBehindAllOfThem() {
    RequestGate narrow = gate(1, 20, PLENTY);
    enter(narrow, Lane.CALL, "a", "out");
    for (int i = 0; i < 5; i++) {
      enter(narrow, Lane.CALL, "a", "call " + i);
    }
    enter(narrow, Lane.QUESTION, "a", "who is it?");
    for (Ticket ticket : List.copyOf(tickets("a"))) {
      narrow.leave(ticket);
    }
    assertEquals(3, out.indexOf("who is it?"), out::toString);
  }

  // The number a second

  @Test
  void soManyGoOutAtOnceAndThenSoManyASecond() {
    RequestGate slow = gate(1_000, 1_000, 10);
    for (int i = 0; i < 50; i++) {
      enter(slow, Lane.CALL, "p" + i % 7, "call " + i);
    }
    assertEquals(20, out.size());
    assertEquals(30, slow.delayed());
    assertEquals(30, slow.waiting());
    advance(Duration.ofMillis(99));
    assertEquals(20, out.size());
    advance(Duration.ofMillis(1));
    assertEquals(21, out.size());
    advance(Duration.ofSeconds(1));
    assertEquals(31, out.size());
    advance(Duration.ofSeconds(10));
    assertEquals(50, out.size());
    assertEquals(50, slow.departed());
  }

  @Test
  void aTimeThatIsOverBeforeItIsWaitedForKeepsNobodyWaiting() {
    RequestGate hasty =
        new RequestGate(
            new HttpLimits(Duration.ofSeconds(1), 1, 1_000, 1_000, 10),
            () -> nanos,
            (delay, task) -> {
              nanos += delay.toNanos();
              task.run();
              return true;
            });
    for (int i = 0; i < 22; i++) {
      enter(hasty, Lane.CALL, "p" + i, "call " + i);
    }
    nanos += Duration.ofSeconds(1).toNanos();
    assertEquals(Entry.OUT, enter(hasty, Lane.CALL, "late", "late"));
  }

  @Test
  void nobodyOvertakesThoseWhoWaitForTheNextSecond() {
    RequestGate slow = gate(1_000, 1_000, 10);
    for (int i = 0; i < 21; i++) {
      enter(slow, Lane.CALL, "p" + i, "call " + i);
    }
    nanos += Duration.ofMillis(500).toNanos();
    assertEquals(Entry.WAITS, enter(slow, Lane.CALL, "late", "late"));
    advance(Duration.ZERO);
    assertEquals(List.of("call 20", "late"), out.subList(20, 22));
  }

  @Test
  void callsGoBeforePollsAndExpectedNewsBeforeIdleLooks() {
    RequestGate slow = emptied(10);
    enter(slow, Lane.IDLE, "a", "idle");
    enter(slow, Lane.NEWS, "b", "news");
    enter(slow, Lane.QUESTION, "c", "question");
    enter(slow, Lane.CALL, "d", "call");
    advance(Duration.ofSeconds(1));
    assertEquals(List.of("call", "question", "news", "idle"), out.subList(20, 24));
  }

  @Test
  void whoComesOrGoesTakesNoPlaceOfThoseWhoAreOpen() {
    for (int i = 0; i < 100; i++) {
      enter(gate, Lane.SESSION, "made up " + i, "opening " + i);
    }
    assertEquals(8, gate.inFlight());
    assertEquals(4, gate.waiting());
    assertEquals(Entry.OUT, call("one", "call"));
    assertEquals(Entry.OUT, enter(gate, Lane.NEWS, "one", "news"));
    // And the other way round.
    calls("one", 4);
    calls("two", 4);
    leave(gate, "made up 0");
    assertTrue(out.contains("opening 8"), out::toString);
  }

  @Test
  void whoIsOpenGoesBeforeWhoeverComesToHoweverManyCanisters() {
    RequestGate slow = emptied(10);
    for (int i = 0; i < 200; i++) {
      enter(slow, Lane.SESSION, "made up " + i, "opening");
    }
    for (int i = 0; i < 8; i++) {
      enter(slow, Lane.CALL, "one", "call");
    }
    advance(Duration.ofSeconds(1));
    List<String> went = out.subList(20, 30);
    assertEquals(8, went.stream().filter("call"::equals).count(), went::toString);
    assertEquals(2, went.stream().filter("opening"::equals).count(), went::toString);
  }

  @Test
  void noLaneStarvesBehindTheOthers() {
    RequestGate slow = emptied(10);
    for (int i = 0; i < 100; i++) {
      enter(slow, Lane.CALL, "a" + i, "call");
      enter(slow, Lane.QUESTION, "b" + i, "question");
      enter(slow, Lane.NEWS, "c" + i, "news");
      enter(slow, Lane.SESSION, "e" + i, "session");
      enter(slow, Lane.IDLE, "d" + i, "idle");
    }
    advance(Duration.ofSeconds(9));
    List<String> went = out.subList(20, 110);
    Map<String, Long> shares =
        went.stream().collect(Collectors.groupingBy(each -> each, Collectors.counting()));
    long idle = shares.getOrDefault("idle", 0L);
    long news = shares.getOrDefault("news", 0L);
    long session = shares.getOrDefault("session", 0L);
    long question = shares.getOrDefault("question", 0L);
    long call = shares.getOrDefault("call", 0L);
    assertTrue(idle >= 8, shares::toString);
    assertTrue(session > idle, shares::toString);
    assertTrue(news > session, shares::toString);
    assertTrue(call > news, shares::toString);
    assertTrue(call > question, shares::toString);
  }

  @Test
  void whoIsGivenReasonToExpectNewsIsIdleNoLonger() {
    RequestGate slow = emptied(10);
    for (int i = 0; i < 5; i++) {
      enter(slow, Lane.IDLE, "silent " + i, "silent " + i);
    }
    enter(slow, Lane.IDLE, "spoken to", "spoken to");
    slow.hurry("spoken to");
    advance(Duration.ofMillis(100));
    assertEquals("spoken to", out.get(20));
    assertEquals(5, slow.waiting());
  }

  @Test
  void twoThousandSilentCanistersShareTheNumberASecondFairly() {
    RequestGate usual = gate(512, 8_192, 250);
    Map<String, Integer> polls = new HashMap<>();
    List<SilentCanister> silent =
        IntStream.range(0, 2_000)
            .mapToObj(i -> new SilentCanister(usual, "silent " + i, polls))
            .toList();
    int seconds = 60;
    for (int tenth = 0; tenth < 10 * seconds; tenth++) {
      silent.forEach(SilentCanister::pollIfDue);
      advance(Duration.ofMillis(100));
      silent.forEach(SilentCanister::leave);
    }
    int all = polls.values().stream().mapToInt(Integer::intValue).sum();
    assertTrue(all <= 500 + 250 * seconds, all + " polls");
    assertTrue(all >= 250 * (seconds - 1), all + " polls");
    int least = polls.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    int most = polls.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    assertEquals(2_000, polls.size());
    assertTrue(most - least <= 1, least + " to " + most);
  }

  /** Polls every two seconds where it is let; each answer takes no time. */
  private final class SilentCanister {
    private final RequestGate at;
    private final String name;
    private final Map<String, Integer> polls;
    private @Nullable Ticket ticket;
    private boolean polling;
    private long dueNanos;

    SilentCanister(RequestGate at, String name, Map<String, Integer> polls) {
      this.at = at;
      this.name = name;
      this.polls = polls;
    }

    void pollIfDue() {
      if (!polling && nanos - dueNanos >= 0) {
        polling = true;
        ticket = new Ticket(name, Lane.IDLE, this::answered);
        at.enter(ticket);
      }
    }

    /** The answer is there: its place is free. */
    void leave() {
      if (!polling && ticket != null) {
        at.leave(ticket);
      }
    }

    private boolean answered() {
      polls.merge(name, 1, Integer::sum);
      polling = false;
      dueNanos = nanos + Duration.ofSeconds(2).toNanos();
      return true;
    }
  }

  /** A gate through which nobody may go at the moment. */
  private RequestGate emptied(int perSecond) {
    RequestGate slow = gate(1_000, 1_000, perSecond);
    for (int i = 0; i < 2 * perSecond; i++) {
      enter(slow, Lane.CALL, "before " + i, "before");
    }
    return slow;
  }
}
