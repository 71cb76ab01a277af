package icws.gateway;

import icws.gateway.relay.GatewayEvent.MessagesLost;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** A bean of somebody else's in the WAR, which hears of events first and throws. */
@ApplicationScoped
public class ThrowingObserver {

  void hear(@Observes @Priority(1) MessagesLost event) {
    throw new IllegalStateException("of a test");
  }
}
