package icws.gateway;

import icws.gateway.edge.TyrusTimerCure;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.Optional;

/**
 * Starts and stops the gateway with its web application.
 *
 * <p>A listener, not an observer of CDI's scopes: at {@code contextDestroyed} the sockets still
 * work, so that clients see 1001; left to Payara they would see 1006.
 */
@WebListener
public class Lifecycle implements ServletContextListener {

  @Inject
  @SuppressWarnings("NullAway.Init") // the container's
  private Gateway gateway;

  @Resource
  @SuppressWarnings("NullAway.Init") // the container's
  private ManagedThreadFactory threads;

  private Optional<TyrusTimerCure> tyrusTimer = Optional.empty();

  @Override
  public void contextInitialized(ServletContextEvent event) {
    if (gateway.wantsTyrusTimer()) {
      tyrusTimer = TyrusTimerCure.apply(event.getServletContext(), threads);
    }
    gateway.start();
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    gateway.stop();
    tyrusTimer.ifPresent(TyrusTimerCure::close);
  }
}
