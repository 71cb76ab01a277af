package icws.ic.agent;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's client, made anew when it has died: a single Error on its selector's thread ends that
 * thread, and no request of that client is ever answered again, on some Java versions without a
 * word. Thread-safe.
 */
final class LastingHttpClient extends HttpClient {

  private static final Logger LOG = System.getLogger(LastingHttpClient.class.getName());

  private final Function<Executor, HttpClient> maker;
  private final Executor threads;

  /** Written under this object's lock. Null when it is closed. */
  private volatile @Nullable Life life;

  /** One client, from when it is made until it dies. */
  private record Life(HttpClient client, Hands hands) {

    boolean hasDied() {
      Thread selector = hands.selector;
      return selector != null && !selector.isAlive();
    }

    /** JDK 21 and later have a method for it; earlier ones end when nobody refers to the client. */
    void end() {
      try {
        HttpClient.class.getMethod("shutdownNow").invoke(client);
      } catch (ReflectiveOperationException olderJdk) {
        Thread selector = hands.selector;
        if (selector != null) {
          selector.interrupt();
        }
      }
    }
  }

  /** Runs one client's tasks. It does not refer to that client, which would never end then. */
  private static final class Hands implements Executor {
    private final Executor threads;

    /** Known when it has first done something. */
    private volatile @Nullable Thread selector;

    Hands(Executor threads) {
      this.threads = threads;
    }

    /** Throws nothing: what its selector's thread is thrown ends it. */
    @Override
    public void execute(Runnable task) {
      Thread current = Thread.currentThread();
      if (current.getName().endsWith("-SelectorManager")) {
        selector = current;
      }
      try {
        threads.execute(task);
      } catch (Throwable noThread) {
        task.run();
      }
    }
  }

  /**
   * Makes its first client.
   *
   * @param maker makes a client that runs its tasks on an executor
   * @param threads run these tasks; stay the caller's to shut down
   */
  LastingHttpClient(Function<Executor, HttpClient> maker, Executor threads) {
    this.maker = maker;
    this.threads = threads;
    this.life = live();
  }

  private Life live() {
    Hands hands = new Hands(threads);
    return new Life(maker.apply(hands), hands);
  }

  /**
   * Lets go of all threads and connections: at once where the JDK can, else as it collects them.
   */
  void end() {
    Life last;
    synchronized (this) {
      last = life;
      life = null;
    }
    if (last != null) {
      last.end();
    }
  }

  private HttpClient client() {
    Life current = life;
    if (current == null) {
      throw new IllegalStateException("the agent is shut down");
    }
    return current.hasDied() ? renewed() : current.client();
  }

  private synchronized HttpClient renewed() {
    Life current = life;
    if (current == null) {
      throw new IllegalStateException("the agent is shut down");
    }
    if (current.hasDied()) {
      LOG.log(Level.ERROR, "The HTTP client has died and is made anew");
      current = live();
      life = current;
    }
    return current.client();
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    return client().sendAsync(request, handler);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushes) {
    return client().sendAsync(request, handler, pushes);
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return client().send(request, handler);
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return client().cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return client().connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return client().followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return client().proxy();
  }

  @Override
  public SSLContext sslContext() {
    return client().sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return client().sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return client().authenticator();
  }

  @Override
  public Version version() {
    return client().version();
  }

  @Override
  public Optional<Executor> executor() {
    return Optional.of(threads);
  }
}
