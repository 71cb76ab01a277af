package icws.ic.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.Principal;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is thrown on the way to the network fails that request, which may be made again. */
@Timeout(60)
final class TransportBorderTest {

  private static final Principal CANISTER = Principal.of(Bytes.ofHex("00000000000000010101"));
  private static final URI NOWHERE = URI.create("http://127.0.0.1:9/");

  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
  private final ExecutorService answers = Executors.newSingleThreadExecutor();
  private Supplier<CompletableFuture<?>> exchange = CompletableFuture::new;
  private HttpResponse.BodyHandler<?> handler = HttpResponse.BodyHandlers.discarding();
  private final HttpTransport transport =
      new HttpTransport(
          new ScriptedClient(),
          scheduler,
          AgentFixture.unpaced()
              .with(HttpLimits::maxReplyBytes, 1_000)
              .with(HttpLimits::maxInFlight, 3)
              .with(HttpLimits::maxWaiting, 3)
              .made());

  @AfterEach
  void stop() {
    scheduler.shutdownNow();
    answers.shutdownNow();
  }

  private HttpAnswer.Failed failure() throws Exception {
    return assertInstanceOf(
        HttpAnswer.Failed.class,
        transport
            .post(CANISTER, Lane.QUESTION, NOWHERE, Bytes.EMPTY, Duration.ofSeconds(30))
            .get(20, TimeUnit.SECONDS));
  }

  @Test
  void errorOfTheClientFailsOneRequestForAPassingReasonAndKeepsNoPlace() throws Exception {
    for (int i = 0; i < 10; i++) {
      exchange =
          () -> {
            throw new OutOfMemoryError("of a test");
          };
      assertTrue(failure().retry());
      exchange = () -> CompletableFuture.failedFuture(new NoClassDefFoundError("of/a/Test"));
      assertTrue(failure().retry());
    }
    assertEquals(0, transport.inFlight());
    assertEquals(0, transport.waiting());
  }

  @Test
  void answerThatCannotBeDealtWithFailsOneRequestAndKeepsNoPlace() throws Exception {
    for (int i = 0; i < 10; i++) {
      exchange =
          () -> {
            HttpResponse.BodySubscriber<?> body = handler.apply(new BrokenHead());
            CompletableFuture<?> answered = body.getBody().toCompletableFuture();
            answers.execute(body::onComplete);
            return answered;
          };
      assertTrue(failure().retry());
    }
    assertEquals(0, transport.inFlight());
  }

  /** Of a response that is too much for whoever looks at its headers. */
  private static final class BrokenHead implements HttpResponse.ResponseInfo {

    @Override
    public int statusCode() {
      return 503;
    }

    @Override
    public HttpHeaders headers() {
      throw new OutOfMemoryError("of a test");
    }

    @Override
    public HttpClient.Version version() {
      return HttpClient.Version.HTTP_1_1;
    }
  }

  @Test
  void wholeBodyThatCannotBeDealtWithFailsItsRequest() {
    CappedBody body =
        new CappedBody(
            1_000,
            new ReplyRoom(1_000).new Share("party"),
            whole -> {
              throw new OutOfMemoryError("of a test");
            });
    body.onNext(List.of(ByteBuffer.wrap(new byte[10])));
    body.onComplete();
    assertTrue(body.getBody().toCompletableFuture().isCompletedExceptionally());
  }

  @Test
  void bodyThatCannotBeTakenFailsItsRequest() {
    CappedBody body = new CappedBody(1_000, new ReplyRoom(1_000).new Share("party"), whole -> {});
    boolean[] cancelled = new boolean[1];
    body.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long most) {}

          @Override
          public void cancel() {
            cancelled[0] = true;
          }
        });
    body.onNext(Arrays.asList(ByteBuffer.wrap(new byte[10]), null));
    assertTrue(cancelled[0]);
    CompletableFuture<Bytes> taken = body.getBody().toCompletableFuture();
    assertInstanceOf(
        NullPointerException.class, assertThrows(ExecutionException.class, taken::get).getCause());
    assertFalse(taken.isCancelled());
  }

  /** Comes to what the test says. */
  private final class ScriptedClient extends HttpClient {

    @SuppressWarnings("unchecked") // of whatever type is asked for
    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
        HttpRequest request, HttpResponse.BodyHandler<T> asked) {
      handler = asked;
      return (CompletableFuture<HttpResponse<T>>) exchange.get();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
        HttpRequest request,
        HttpResponse.BodyHandler<T> handler,
        HttpResponse.PushPromiseHandler<T> pushes) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
        throws IOException {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
      return Optional.empty();
    }

    @Override
    public Optional<Duration> connectTimeout() {
      return Optional.empty();
    }

    @Override
    public Redirect followRedirects() {
      return Redirect.NEVER;
    }

    @Override
    public Optional<ProxySelector> proxy() {
      return Optional.empty();
    }

    @Override
    public SSLContext sslContext() {
      throw new UnsupportedOperationException();
    }

    @Override
    public SSLParameters sslParameters() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Authenticator> authenticator() {
      return Optional.empty();
    }

    @Override
    public Version version() {
      return Version.HTTP_1_1;
    }

    @Override
    public Optional<Executor> executor() {
      return Optional.empty();
    }
  }
}
