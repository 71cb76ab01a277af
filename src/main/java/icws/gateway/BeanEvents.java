package icws.gateway;

import icws.gateway.relay.Events;
import icws.gateway.relay.Faults;
import icws.gateway.relay.GatewayEvent;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Has the application's beans hear of events: each for itself, so that one that throws is a fault
 * and keeps none of the others from hearing; the container's own firing would end there.
 * Thread-safe.
 */
final class BeanEvents implements Events {
  private final Function<GatewayEvent, Collection<Consumer<GatewayEvent>>> observers;
  private final Faults faults;
  private volatile boolean over;

  /**
   * @param observers finds who wants to hear of an event; fails once the container has ended them
   */
  BeanEvents(Function<GatewayEvent, Collection<Consumer<GatewayEvent>>> observers, Faults faults) {
    this.observers = observers;
    this.faults = faults;
  }

  @Override
  public void fire(GatewayEvent event) {
    if (!over) {
      contain(() -> observers.apply(event).forEach(each -> contain(() -> each.accept(event))));
    }
  }

  private void contain(Runnable telling) {
    try {
      telling.run();
    } catch (Throwable fault) {
      // Ordering: what is told while the container ends its beans is nobody's fault.
      if (!over) {
        faults.report("Telling a bean of an event", fault);
      }
    }
  }

  /** The gateway has stopped, and the container ends its beans: nobody is told any more. */
  void end() {
    over = true;
  }
}
