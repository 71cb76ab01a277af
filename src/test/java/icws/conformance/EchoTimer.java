package icws.conformance;

import icws.gateway.edge.TyrusTimerCure;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.Optional;

/** Treats the echo's container as the gateway treats its own. The server calls it in one thread. */
@WebListener
public class EchoTimer implements ServletContextListener {

  private Optional<TyrusTimerCure> cure = Optional.empty();

  @Override
  public void contextInitialized(ServletContextEvent start) {
    cure = TyrusTimerCure.apply(start.getServletContext(), Thread::new);
  }

  @Override
  public void contextDestroyed(ServletContextEvent end) {
    cure.ifPresent(TyrusTimerCure::close);
  }
}
