package icws.ic.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.agent.RequestGate.Entry;
import icws.ic.agent.RequestGate.Ticket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who goes out when; on a clock that a test moves. */
final class RequestGateTest extends RequestGateFixture {

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
}
