package icws.gateway.relay;

import jakarta.enterprise.event.Observes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

/** Tells objects of what their {@code @Observes} methods ask for, as the container would. */
public final class EventObservers implements Events {
  private final List<Observer> observers;

  private record Observer(Object target, Method method) {

    boolean wants(GatewayEvent event) {
      return method.getParameterTypes()[0].isInstance(event);
    }

    void tell(GatewayEvent event) {
      try {
        method.invoke(target, event);
      } catch (InvocationTargetException failed) {
        throw new AssertionError("an observer failed", failed.getCause());
      } catch (IllegalAccessException wrong) {
        throw new LinkageError("not an observer", wrong);
      }
    }
  }

  private EventObservers(List<Observer> observers) {
    this.observers = observers;
  }

  public static EventObservers of(Object... targets) {
    return new EventObservers(
        Arrays.stream(targets)
            .flatMap(
                target ->
                    Arrays.stream(target.getClass().getDeclaredMethods())
                        .filter(EventObservers::observes)
                        .map(method -> new Observer(target, method)))
            .toList());
  }

  private static boolean observes(Method method) {
    boolean observes =
        method.getParameterCount() == 1
            && method.getParameters()[0].isAnnotationPresent(Observes.class);
    if (observes) {
      method.setAccessible(true);
    }
    return observes;
  }

  @Override
  public void fire(GatewayEvent event) {
    observers.stream().filter(each -> each.wants(event)).forEach(each -> each.tell(event));
  }
}
