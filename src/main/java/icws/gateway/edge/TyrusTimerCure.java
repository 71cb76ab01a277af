package icws.gateway.edge;

import jakarta.servlet.ServletContext;
import jakarta.websocket.server.ServerContainer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Gives Tyrus a timer of its own instead of the server's managed one.
 *
 * <p>Tyrus re-arms an idle timer at every message in and out, also where there is no idle time-out.
 * On Payara and GlassFish each of these is a submit to the managed scheduled executor, and each
 * submit scans the server's jars with a ServiceLoader: an echo costs four times what it need. Tyrus
 * offers no setting, so a private field is written; where that is not possible nothing changes.
 */
public final class TyrusTimerCure implements AutoCloseable {
  private static final Logger LOG = System.getLogger(TyrusTimerCure.class.getName());
  private static final String CONTAINER = "org.glassfish.tyrus.core.BaseContainer";
  private static final String TIMER = "managedScheduledExecutorService";

  private final Object container;
  private final Field timer;
  private final Object original;
  private final ScheduledExecutorService ours;

  private TyrusTimerCure(
      Object container, Field timer, Object original, ScheduledExecutorService ours) {
    this.container = container;
    this.timer = timer;
    this.original = original;
    this.ours = ours;
  }

  /**
   * Applies the cure where the application's container is Tyrus' and has a managed timer; says so
   * in the log.
   *
   * @param threads for the timer
   */
  public static Optional<TyrusTimerCure> apply(ServletContext application, ThreadFactory threads) {
    Object container = application.getAttribute(ServerContainer.class.getName());
    return container == null ? Optional.empty() : apply(container, threads);
  }

  private static Optional<TyrusTimerCure> apply(Object container, ThreadFactory threads) {
    Class<?> tyrus = ancestorNamed(CONTAINER, container.getClass());
    if (tyrus == null) {
      return Optional.empty();
    }
    try {
      Field timer = tyrus.getDeclaredField(TIMER);
      timer.setAccessible(true);
      Object original = timer.get(container);
      if (original == null) {
        return Optional.empty();
      }
      ScheduledExecutorService ours = new TyrusTimer(threads);
      timer.set(container, ours);
      LOG.log(
          Level.INFO,
          "The idle timer of the server's WebSockets (Tyrus) is replaced by a faster one;"
              + " icws.server.tyrus-timer=false leaves it");
      return Optional.of(new TyrusTimerCure(container, timer, original, ours));
    } catch (ReflectiveOperationException | RuntimeException notThisVersion) {
      LOG.log(
          Level.WARNING,
          "The idle timer of the server''s WebSockets (Tyrus) cannot be replaced in this version of"
              + " the server, so that messages take about twice the processor time; all else works:"
              + " {0}",
          notThisVersion.toString());
      return Optional.empty();
    }
  }

  /** Puts the server's timer back and ends ours. */
  @Override
  public void close() {
    try {
      timer.set(container, original);
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException("the field was accessible before", impossible);
    } finally {
      ours.shutdownNow();
    }
  }

  private static @Nullable Class<?> ancestorNamed(String name, Class<?> type) {
    Class<?> candidate = type;
    while (candidate != null && !candidate.getName().equals(name)) {
      candidate = candidate.getSuperclass();
    }
    return candidate;
  }
}
