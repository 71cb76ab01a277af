package icws.gateway;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Has the server's executor do something, with a record, as an ordinary application does. */
@WebListener
public final class EchoLifecycle implements ServletContextListener {

  /** Of a class of the application's own. */
  record Task(EchoLifecycle owner, String name) {}

  @Resource
  @SuppressWarnings("NullAway.Init") // the container's
  private ManagedScheduledExecutorService executor;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    Task task = new Task(this, "one");
    try {
      boolean same =
          executor.submit(() -> task.equals(new Task(this, "one"))).get(1, TimeUnit.MINUTES);
      event.getServletContext().log("The same: " + same);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
