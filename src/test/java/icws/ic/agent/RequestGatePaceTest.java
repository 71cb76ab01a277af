package icws.ic.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.Variant;
import icws.ic.agent.RequestGate.Entry;
import icws.ic.agent.RequestGate.Ticket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** So many requests a second, and who goes first. */
final class RequestGatePaceTest extends RequestGateFixture {

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
            Variant.of(HttpLimits.defaults()).with(HttpLimits::requestsPerSecond, 10).made(),
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

  /** A gate through which nobody may go at the moment. */
  private RequestGate emptied(int perSecond) {
    RequestGate slow = gate(1_000, 1_000, perSecond);
    for (int i = 0; i < 2 * perSecond; i++) {
      enter(slow, Lane.CALL, "before " + i, "before");
    }
    return slow;
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
        if (at.enter(ticket) == Entry.OUT) {
          answered();
        }
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
}
