package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PlaceTest {
  private static final InetAddress CLIENT = AddressText.ofPeer("192.0.2.1");

  private final AtomicLong nanos = new AtomicLong();
  private final List<String> events = new ArrayList<>();
  private final Places places =
      new Places(2, 1, Runnable::run, nanos::get, connection -> events.add("lost"));

  private Place place() {
    return places.take(CLIENT).orElseThrow();
  }

  private void pass(long moreNanos) {
    nanos.addAndGet(moreNanos);
    places.inspect();
  }

  @Test
  void anUpgradeThatLeadsToNothingGivesItsPlaceBackAlsoWhereNobodySaysSo() {
    place().free();
    assertEquals(0, places.size());
    Place silent = place();
    silent.carriedBy(() -> events.add("end"));
    assertEquals(Optional.empty(), places.take(CLIENT));
    pass(Place.OPENING_TIME.toNanos());
    assertEquals(1, places.size());
    pass(1);
    assertEquals(0, places.size());
    assertEquals(0, places.addresses());
    assertEquals(List.of("end"), events);
  }

  @Test
  void aSocketThatIsOverKeepsItsPlaceUntilItsConnectionHasEnded() {
    Place place = place();
    place.carriedBy(() -> events.add("end"));
    place.part();
    pass(Place.PARTING_TIME.toNanos());
    assertEquals(1, places.size());
    assertEquals(List.of(), events);
    // The server says that it has ended.
    place.free();
    assertEquals(0, places.size());
    place.free();
    assertTrue(places.take(CLIENT).isPresent());
    assertEquals(Optional.empty(), places.take(CLIENT), "one place was freed, not two");
  }

  @Test
  void aConnectionThatDoesNotEndIsEndedTheContainersSideFirst() {
    Place place = place();
    place.carriedBy(() -> events.add("end of all"));
    place.closedBy(
        () -> {
          events.add("end of the container's");
          place.part();
          throw new IllegalStateException("it does not close");
        });
    place.part();
    try {
      pass(Place.PARTING_TIME.toNanos() + 1);
    } catch (IllegalStateException said) {
      events.add(said.getMessage());
    }
    assertEquals(List.of("end of the container's", "end of all", "it does not close"), events);
    assertEquals(0, places.size());
  }

  @Test
  void whereTheServerLetsNobodyEndConnectionsTheEndOfTheSocketIsTheEnd() {
    Place place = place();
    place.part();
    assertEquals(0, places.size());
  }
}
