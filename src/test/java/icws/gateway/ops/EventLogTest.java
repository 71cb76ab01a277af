package icws.gateway.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.log.SampledLog;
import icws.gateway.relay.EventObservers;
import icws.gateway.relay.Events;
import icws.gateway.relay.GatewayEvent;
import icws.gateway.relay.session.LogLines;
import icws.gateway.wire.CloseReason;
import jakarta.enterprise.event.Observes;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLogTest {
  private final LogLines log = new LogLines();
  private final Events events = EventObservers.of(new EventLog(new SampledLog(() -> 0)));

  @AfterEach
  void stopListening() {
    log.close();
  }

  @Test
  void everyEventIsCountedOrLogged() {
    Set<Class<?>> observed =
        Stream.of(EventCounters.class, EventLog.class)
            .flatMap(observer -> Arrays.stream(observer.getDeclaredMethods()))
            .filter(EventLogTest::observes)
            .map(method -> method.getParameterTypes()[0])
            .collect(Collectors.toSet());
    assertEquals(Set.of(GatewayEvent.class.getPermittedSubclasses()), observed);
  }

  private static boolean observes(Method method) {
    return method.getParameterCount() == 1
        && method.getParameters()[0].isAnnotationPresent(Observes.class);
  }

  @Test
  void endsOfOneReasonHideNoneOfAnother() {
    for (int i = 0; i <= SampledLog.BURST; i++) {
      events.fire(ended(CloseReason.INTERNAL));
    }
    assertEquals(SampledLog.BURST, log.lines().size());
    events.fire(ended(CloseReason.TEXT_FRAME));
    assertEquals(SampledLog.BURST + 1, log.lines().size());
  }

  private static GatewayEvent ended(CloseReason reason) {
    return new GatewayEvent.SessionEnded("Session 1", reason, "why");
  }

  @Test
  void wordsOfStrangersArePrintable() {
    events.fire(new GatewayEvent.ClientTurnedAway("line\nand another\u001b[31m"));
    String line = log.lines().get(0);
    assertTrue(line.chars().noneMatch(Character::isISOControl), line);
  }

  @Test
  void aFaultIsSaidWithWhatWasThrown() {
    events.fire(new GatewayEvent.SessionFailed("Session 7", new IllegalStateException("broken")));
    assertEquals(List.of("Session 7 failed"), log.lines());
    assertTrue(log.faults().get(0).contains("broken"), log.faults().toString());
  }
}
