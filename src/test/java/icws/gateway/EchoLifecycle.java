package icws.gateway;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** Has the server's executor do something, with a record, as an ordinary application does. */
@WebListener
public final class EchoLifecycle implements ServletContextListener {

  /** Of a class of the application's own. */
  record Task(EchoLifecycle owner, String name) {}

  @Resource
  @SuppressWarnings("NullAway.Init") // the container's
  private ManagedScheduledExecutorService executor;

  private Future<?> done = CompletableFuture.completedFuture(null);

  /** Waits for nothing: Open Liberty's executor does nothing for an application that starts. */
  @Override
  public void contextInitialized(ServletContextEvent event) {
    Task task = new Task(this, "one");
    done =
        executor.submit(
            () -> event.getServletContext().log("The same: " + task.equals(new Task(this, "one"))));
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    if (!done.isDone()) {
      throw new IllegalStateException("the executor has done nothing");
    }
  }
}
