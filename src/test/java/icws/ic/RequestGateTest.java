package icws.ic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RequestGateTest {

  private final List<String> out = new ArrayList<>();
  private final RequestGate gate = new RequestGate(8, 4);

  private boolean enter(String party, String request) {
    return gate.enter(party, () -> out.add(request));
  }

  private void enter(String party, int requests) {
    for (int i = 0; i < requests; i++) {
      assertTrue(enter(party, party + i));
    }
  }

  @Test
  void noPartyHasMorePlacesThanAreLeftForTheOthers() {
    enter("hangs", 5);
    assertEquals(5, out.size());
    assertTrue(enter("hangs", "waits"));
    assertEquals(5, out.size());
    enter("hangs too", 2);
    assertTrue(enter("hangs too", "waits"));
    assertEquals(7, out.size());
    assertTrue(enter("sound", "goes out"));
    assertEquals("goes out", out.get(7));
  }

  @Test
  void noPartyWaitsInMorePlacesThanAreLeftForTheOthers() {
    enter("hangs", 5 + 3);
    assertFalse(enter("hangs", "one too many"));
    enter("sound", 2);
    assertTrue(enter("sound", "waits"));
    enter("anybody", 1);
    assertFalse(enter("anybody", "one too many"));
    assertEquals(8, gate.inFlight());
    assertEquals(4, gate.waiting());
    assertEquals(2, gate.refused());
  }

  @Test
  void thePartiesTakeTurnsAndEachKeepsItsOrder() {
    RequestGate narrow = new RequestGate(1, 9);
    List<String> went = new ArrayList<>();
    narrow.enter("c", () -> went.add("c0"));
    for (String request : List.of("a0", "a1", "a2", "b0", "b1")) {
      assertTrue(narrow.enter(request.substring(0, 1), () -> went.add(request)));
    }
    for (int i = 0; i < 5; i++) {
      narrow.leave(went.get(i).substring(0, 1));
    }
    assertEquals(List.of("c0", "a0", "b0", "a1", "b1", "a2"), went);
  }

  @Test
  void aPlaceThatIsGivenBackLetsOutWhoeverMayThen() {
    enter("one", 5);
    assertTrue(enter("one", "waits"));
    enter("other", 2);
    gate.leave("other");
    gate.leave("one");
    assertEquals(7, out.size());
    gate.leave("one");
    assertEquals("waits", out.get(7));
  }

  @Test
  void whatIsNoLongerWantedTakesNoPlace() {
    enter("one", 5);
    assertTrue(gate.enter("one", () -> false));
    assertTrue(enter("one", "wanted"));
    gate.leave("one");
    assertEquals("wanted", out.get(5));
    gate.leave("one");
    assertTrue(enter("one", "at once"));
    assertEquals("at once", out.get(6));
  }
}
