package icws.gateway;

import icws.gateway.edge.TyrusTimerCure;
import icws.gateway.log.ServerLog;
import icws.gateway.ops.ApplicationFiles;
import icws.gateway.relay.Faults;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Starts and stops the gateway with its web application.
 *
 * <p>It stops at {@code contextDestroyed}, so that clients see 1001 where a server left to itself
 * shows them 1006. That is too late when the whole server stops: Payara takes its listeners down in
 * parallel with its applications. So the Java machine's end is a signal too, and it comes first.
 */
@WebListener
public class Lifecycle implements ServletContextListener {

  private static final Logger LOG = System.getLogger(Lifecycle.class.getName());

  @Inject private Gateway gateway;
  @Inject private ApplicationFiles files;

  @Resource
  @SuppressWarnings("NullAway.Init") // the container's
  private ManagedThreadFactory threads;

  private Optional<TyrusTimerCure> tyrusTimer = Optional.empty();
  private Optional<ServerLog> serverLog = Optional.empty();
  private Optional<Thread> atExit = Optional.empty();

  @Override
  public void contextInitialized(ServletContextEvent event) {
    try {
      begin(event.getServletContext());
    } catch (Throwable fault) {
      LOG.log(Level.ERROR, "The gateway does not start", fault);
      end();
      throw fault;
    }
  }

  private void begin(ServletContext application) {
    files.locate(application);
    EagerClasses.load(application);
    if (gateway.wantsLogSampling()) {
      serverLog = Optional.of(ServerLog.sample(gateway.log()));
    }
    if (gateway.wantsTyrusTimer()) {
      tyrusTimer = TyrusTimerCure.apply(application, threads);
    }
    Thread stop = new Thread(gateway::stop, "icws-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    atExit = Optional.of(stop);
    gateway.start();
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    end();
  }

  private void end() {
    Faults faults = gateway.faults();
    gateway.stop();
    atExit.ifPresent(hook -> faults.contain("Forgetting the stop at exit", () -> forget(hook)));
    tyrusTimer.ifPresent(cure -> faults.contain("Giving Tyrus its timer back", cure::close));
    serverLog.ifPresent(log -> faults.contain("Giving the server its log back", log::close));
    atExit = Optional.empty();
    tyrusTimer = Optional.empty();
    serverLog = Optional.empty();
  }

  private static void forget(Thread atExit) {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      LOG.log(Level.DEBUG, "The Java machine is exiting; the gateway has stopped");
    }
  }
}
