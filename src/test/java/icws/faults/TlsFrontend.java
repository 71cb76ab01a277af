package icws.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.servlet.AsyncContext;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a network as the Internet Computer's boundary nodes do: with TLS, and HTTP/2 with a
 * limit of streams for whoever wants it. Thread-safe.
 */
public final class TlsFrontend implements AutoCloseable {
  /** What is usual. */
  public static final int MOST_STREAMS = 100;

  private static final int BAD_GATEWAY = 502;

  private final Server server = new Server();
  private final ServerConnector connector;
  private final HttpClient upstream =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI network;
  private final Set<String> versions = new ConcurrentSkipListSet<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile CompletableFuture<?> gate = CompletableFuture.completedFuture(null);
  private volatile Duration delay = Duration.ZERO;
  private volatile int closeEvery;

  private TlsFrontend(URI network, TlsCertificate certificate) throws Exception {
    this.network = network;
    HttpConfiguration http = new HttpConfiguration();
    http.addCustomizer(new SecureRequestCustomizer());
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
    http2.setMaxConcurrentStreams(MOST_STREAMS);
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol("http/1.1");
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStorePath(certificate.keyStore());
    tls.setKeyStorePassword(certificate.password());
    connector =
        new ServerConnector(
            server,
            new SslConnectionFactory(tls, alpn.getProtocol()),
            alpn,
            http2,
            new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setAcceptQueueSize(1_024);
    server.addConnector(connector);
    server.setHandler(new PassOn());
    server.start();
  }

  /** Starts one before a network, on any free port. */
  public static TlsFrontend start(URI network, TlsCertificate certificate) throws Exception {
    return new TlsFrontend(network, certificate);
  }

  public URI url() {
    return URI.create("https://127.0.0.1:" + connector.getLocalPort());
  }

  /** Passes nothing on until then. */
  public void holdUntil(CompletableFuture<?> then) {
    gate = then;
  }

  /** Passes each request on so much later. */
  public void delay(Duration longer) {
    delay = longer;
  }

  /** Has the connection of every so-many-th request end with its answer, as servers do in time. */
  public void closeConnectionEvery(int requests) {
    closeEvery = requests;
  }

  /** Which versions of HTTP were spoken. */
  public Set<String> versions() {
    return versions;
  }

  /** How many requests are here. */
  public int inFlight() {
    return inFlight.get();
  }

  /** How many there have been at once. */
  public int mostInFlight() {
    return mostInFlight.get();
  }

  /** Breaks every connection off and listens no more. */
  public void breakOff() throws Exception {
    connector.stop();
    connector.getConnectedEndPoints().forEach(end -> end.close());
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (Exception stuck) {
      throw new IOException("the server does not stop", stuck);
    }
  }

  /** Passes requests on without keeping a thread. */
  private final class PassOn extends AbstractHandler {
    @Override
    public void handle(
        String path, Request base, HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      base.setHandled(true);
      versions.add(request.getProtocol());
      mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
      HttpRequest passed = passedOn(request);
      AsyncContext async = request.startAsync();
      async.setTimeout(0);
      CompletableFuture<Void> unused =
          gate.thenCompose(ready -> later())
              .thenCompose(ready -> upstream.sendAsync(passed, BodyHandlers.ofByteArray()))
              .handle(
                  (reply, failure) -> {
                    inFlight.decrementAndGet();
                    answer(response, reply);
                    async.complete();
                    return null;
                  });
    }

    private CompletableFuture<Void> later() {
      return delay.isZero()
          ? CompletableFuture.completedFuture(null)
          : CompletableFuture.runAsync(
              () -> {}, CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS));
    }

    private HttpRequest passedOn(HttpServletRequest request) throws IOException {
      byte[] body = request.getInputStream().readAllBytes();
      return HttpRequest.newBuilder(network.resolve(request.getRequestURI()))
          .header("Content-Type", "application/cbor")
          .method(request.getMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
          .build();
    }

    private void answer(HttpServletResponse response, @Nullable HttpResponse<byte[]> reply) {
      try {
        int number = answered.incrementAndGet();
        if (closeEvery > 0 && number % closeEvery == 0) {
          response.setHeader("Connection", "close");
        }
        response.setStatus(reply == null ? BAD_GATEWAY : reply.statusCode());
        if (reply != null) {
          reply
              .headers()
              .firstValue("Content-Type")
              .ifPresent(type -> response.setContentType(type));
          response.getOutputStream().write(reply.body());
        }
      } catch (IOException gone) {
        response.setStatus(BAD_GATEWAY);
      }
    }
  }
}
