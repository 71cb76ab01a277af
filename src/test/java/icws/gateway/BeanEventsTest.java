package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.gateway.relay.Faults;
import icws.gateway.relay.GatewayEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class BeanEventsTest {
  private static final GatewayEvent EVENT = new GatewayEvent.OrphansSettled();

  private final Faults faults = new Faults(() -> 0);
  private final List<GatewayEvent> heard = new ArrayList<>();

  private BeanEvents events(List<Consumer<GatewayEvent>> observers) {
    return new BeanEvents(event -> observers, faults);
  }

  private static void fail(GatewayEvent event) {
    throw new NoClassDefFoundError("of/a/Test");
  }

  @Test
  void anObserverThatThrowsIsAFaultAndKeepsNoOtherFromHearing() {
    events(List.of(BeanEventsTest::fail, heard::add, BeanEventsTest::fail)).fire(EVENT);
    assertEquals(List.of(EVENT), heard);
    assertEquals(2, faults.count());
  }

  @Test
  void whereTheContainerFindsNobodyThatIsAFaultAndNoMore() {
    BeanEvents events =
        new BeanEvents(
            event -> {
              throw new IllegalStateException("of a test");
            },
            faults);
    events.fire(EVENT);
    assertEquals(1, faults.count());
  }

  @Test
  void afterTheEndNobodyIsTold() {
    BeanEvents events = events(List.of(heard::add, BeanEventsTest::fail));
    events.end();
    events.fire(EVENT);
    assertEquals(List.of(), heard);
    assertEquals(0, faults.count());
  }

  @Test
  void whatIsToldWhileTheBeansEndIsNoFault() {
    List<Consumer<GatewayEvent>> observers = new ArrayList<>();
    BeanEvents events = events(observers);
    observers.add(
        event -> {
          events.end();
          throw new IllegalStateException("the container has ended this bean");
        });
    events.fire(EVENT);
    assertEquals(0, faults.count());
  }
}
