package icws.ic.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import icws.devnet.http.LoopbackHttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client of the way to the network lives on whatever its threads are thrown. */
@Timeout(60)
final class LastingHttpClientTest {

  private final AtomicBoolean exhausted = new AtomicBoolean();
  private final AtomicInteger made = new AtomicInteger();
  private final Exhaustible threads = new Exhaustible();
  private final HttpServer server;
  private LastingHttpClient client = client();

  LastingHttpClientTest() throws IOException {
    server = LoopbackHttpServer.bind(0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    client.end();
    threads.shutdownNow();
    server.stop(0);
  }

  private LastingHttpClient client() {
    return new LastingHttpClient(this::make, threads);
  }

  private HttpClient make(Executor executor) {
    made.incrementAndGet();
    return HttpClient.newBuilder().executor(executor).build();
  }

  /** Has no thread where the selector asks for one, when the test says so. */
  private final class Exhaustible extends ThreadPoolExecutor {

    Exhaustible() {
      super(0, 100, 1, TimeUnit.SECONDS, new SynchronousQueue<>());
    }

    @Override
    public void execute(Runnable task) {
      if (exhausted.get() && isSelector(Thread.currentThread())) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      super.execute(task);
    }
  }

  private int status() throws Exception {
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    return client
        .sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
        .get(20, TimeUnit.SECONDS)
        .statusCode();
  }

  private static Set<Thread> selectors() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(LastingHttpClientTest::isSelector)
        .collect(Collectors.toSet());
  }

  private static boolean isSelector(Thread thread) {
    return thread.getName().endsWith("-SelectorManager");
  }

  @Test
  void wantOfThreadsDoesNotKillIt() throws Exception {
    assertEquals(200, status());
    exhausted.set(true);
    assertEquals(200, status());
    exhausted.set(false);
    assertEquals(200, status());
    assertEquals(1, made.get());
  }

  @Test
  void oneThatHasDiedIsMadeAnew() throws Exception {
    Set<Thread> others = selectors();
    client.end();
    client = client();
    assertEquals(200, status());
    for (Thread selector : selectors()) {
      if (!others.contains(selector)) {
        selector.interrupt();
        selector.join();
      }
    }
    assertEquals(200, status());
    assertEquals(3, made.get());
  }

  @Test
  void oneThatIsClosedSendsNothing() {
    client.end();
    assertThrows(IllegalStateException.class, this::status);
    assertTrue(made.get() > 0);
  }
}
