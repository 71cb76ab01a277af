package icws.ic;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends HTTP requests with a deadline for the whole exchange, a size cap and a bound on how many
 * are out at once; none while the network asks for patience ({@code Retry-After}). Several agents
 * may share one.
 *
 * <p>Futures complete on the HTTP client's or the scheduler's threads, which must not be blocked.
 * Cancelling one breaks its exchange off. Thread-safe.
 */
public final class HttpTransport {

  private static final String CBOR = "application/cbor";

  /** How many seconds the JDK's clients keep connections that nobody uses. */
  private static final String KEEP_ALIVE = "jdk.httpclient.keepalive.timeout";

  private final HttpClient client;
  private final ScheduledExecutorService scheduler;
  private final int maxReplyBytes;
  private final RequestGate gate;
  private final RetryAfter pauses = new RetryAfter(System::nanoTime);

  /**
   * Makes a transport on a client of the caller's.
   *
   * @param scheduler for deadlines and delays only; stays the caller's to shut down
   */
  public HttpTransport(HttpClient client, ScheduledExecutorService scheduler, HttpLimits limits) {
    this.client = client;
    this.scheduler = scheduler;
    this.maxReplyBytes = limits.maxReplyBytes();
    this.gate = new RequestGate(limits.maxInFlight(), limits.maxWaiting());
  }

  /**
   * Makes a transport with a client of its own, which follows no redirects.
   *
   * <p>Connections that nobody uses are kept for half a minute, as JDK 20 and later do, unless the
   * system property says otherwise: earlier ones keep them for twenty minutes, each with its
   * buffers, so that every burst of requests would be remembered by the operating system and heap.
   */
  public static HttpTransport create(ScheduledExecutorService scheduler, HttpLimits limits) {
    System.getProperties().putIfAbsent(KEEP_ALIVE, "30");
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(limits.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    return new HttpTransport(client, scheduler, limits);
  }

  /** How many requests are on their way. */
  public int inFlight() {
    return gate.inFlight();
  }

  /** How many requests wait for one of those to end. */
  public int waiting() {
    return gate.waiting();
  }

  /** How many requests found no room to wait, since the start. */
  public long refused() {
    return gate.refused();
  }

  CompletableFuture<HttpAnswer> get(URI uri, Duration timeout) {
    return send("", request(uri).GET().build(), timeout);
  }

  /**
   * Posts a request.
   *
   * @param about the canister; one whose requests hang leaves room for those about others
   */
  CompletableFuture<HttpAnswer> post(Principal about, URI uri, Bytes cbor, Duration timeout) {
    HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofByteArray(cbor.toByteArray());
    return send(
        about.toString(), request(uri).header("Content-Type", CBOR).POST(body).build(), timeout);
  }

  /** Completes after a delay; at once and exceptionally if the scheduler is shut down. */
  CompletableFuture<Void> after(Duration delay) {
    CompletableFuture<Void> due = new CompletableFuture<>();
    try {
      ScheduledFuture<?> timer =
          scheduler.schedule(() -> due.complete(null), delay.toNanos(), TimeUnit.NANOSECONDS);
      Completion.of(due, (done, failure) -> timer.cancel(false));
    } catch (RejectedExecutionException e) {
      due.completeExceptionally(e);
    }
    return due;
  }

  private static HttpRequest.Builder request(URI uri) {
    // Over plain HTTP the client would offer an upgrade to HTTP/2, which small servers choke on.
    HttpClient.Version version =
        "https".equals(uri.getScheme()) ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
    return HttpRequest.newBuilder(uri).version(version).header("Accept", CBOR);
  }

  private CompletableFuture<HttpAnswer> send(String party, HttpRequest request, Duration timeout) {
    CompletableFuture<HttpAnswer> result = new CompletableFuture<>();
    CompletableFuture<Void> deadline = after(timeout);
    Completion.of(deadline, (due, failure) -> result.complete(overdue(timeout, failure)));
    Completion.of(result, (answer, failure) -> deadline.cancel(false));
    if (!gate.enter(party, () -> start(party, request, result))) {
      result.complete(new HttpAnswer.Failed(true, "too many requests wait already"));
    }
    return result;
  }

  /**
   * Starts the exchange unless its result is there already, for its time was up in the queue, or
   * the network has asked for patience.
   */
  private boolean start(String party, HttpRequest request, CompletableFuture<HttpAnswer> result) {
    if (result.isDone()) {
      return false;
    }
    Optional<Duration> pause = pauses.left(party);
    if (pause.isPresent()) {
      result.complete(heldBack(pause.get()));
      return false;
    }
    try {
      CompletableFuture<HttpResponse<Bytes>> exchange =
          client.sendAsync(request, head -> new CappedBody(maxReplyBytes));
      Completion.of(result, (answer, failure) -> exchange.cancel(true));
      Completion.of(
          exchange,
          (response, failure) -> {
            // Ordering: what the answer asks for holds for whoever takes its place.
            HttpAnswer answer = failure == null ? answered(party, response) : failed(failure);
            gate.leave(party);
            result.complete(answer);
          });
      return true;
    } catch (RuntimeException e) {
      result.complete(failed(e));
      return false;
    }
  }

  private HttpAnswer answered(String party, HttpResponse<Bytes> response) {
    pauses.answered(party, response.statusCode(), response.headers());
    return new HttpAnswer.Answered(response.statusCode(), response.body());
  }

  private static HttpAnswer failed(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    // A reply that is too large counts as passing too: the network's own limits are below ours, so
    // it is one machine's fault.
    return new HttpAnswer.Failed(cause instanceof IOException, describe(cause));
  }

  private static HttpAnswer heldBack(Duration left) {
    return new HttpAnswer.Failed(
        true, "the network asks for no request within the next " + left.toMillis() + " ms");
  }

  private static HttpAnswer overdue(Duration timeout, Throwable failure) {
    return failure == null
        ? new HttpAnswer.Failed(true, "no answer within " + timeout)
        : new HttpAnswer.Failed(false, "the agent is shut down");
  }

  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    String name = failure.getClass().getSimpleName();
    return message == null ? name : name + ": " + message;
  }
}
