package icws.ic.agent;

import icws.ic.Bytes;
import icws.ic.DurationText;
import icws.ic.Principal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends HTTP requests to one network, with a deadline for the whole exchange from the moment when
 * it leaves, a size cap and bounds on how many are out at once and go out in a second; none while
 * the network asks for patience ({@code Retry-After}). Several agents may share one.
 *
 * <p>Over TLS too it speaks HTTP/1.1, one exchange at a time on a connection. Of HTTP/2 the JDK's
 * client keeps one connection for an address, fails whatever exceeds the server's number of streams
 * instead of waiting, and all that are on their way when the server asks for another connection, as
 * the network's boundary nodes do after a thousand requests.
 *
 * <p>Futures complete on the client's executor or the scheduler's threads, which must not be
 * blocked. Cancelling one breaks its exchange off. Thread-safe.
 */
public final class HttpTransport {

  private static final String CBOR = "application/cbor";

  /** How many seconds the JDK's clients keep connections that nobody uses. */
  private static final String KEEP_ALIVE = "jdk.httpclient.keepalive.timeout";

  /** How long a call or question may wait for its turn. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  /**
   * The same for polls: where there is no room for all of them, they wait instead of each other.
   */
  private static final Duration LONGEST_POLL_WAIT = Duration.ofMinutes(5);

  private static final HttpAnswer SHUT_DOWN =
      new HttpAnswer.Failed(false, "the agent is shut down");

  /** How many replies as large as may be there is room for. */
  private static final long LARGE_REPLIES = 16;

  private final HttpClient client;
  private final Executor executor;
  private final ScheduledExecutorService scheduler;
  private final int maxReplyBytes;
  private final ReplyRoom room;
  private final RequestGate gate;
  private final RetryAfter pauses = new RetryAfter(System::nanoTime);

  /** A request of one party, for one lane. */
  private record Errand(String party, Lane lane, HttpRequest request, Duration timeout) {}

  /**
   * Makes a transport on a client of the caller's.
   *
   * @param client with an executor of its own, or else futures complete on the client's threads
   * @param scheduler for deadlines and delays only; stays the caller's to shut down
   */
  public HttpTransport(HttpClient client, ScheduledExecutorService scheduler, HttpLimits limits) {
    this.client = client;
    this.executor = client.executor().orElse(Runnable::run);
    this.scheduler = scheduler;
    this.maxReplyBytes = limits.maxReplyBytes();
    this.room = new ReplyRoom(LARGE_REPLIES * maxReplyBytes);
    this.gate = new RequestGate(limits, System::nanoTime, this::later);
  }

  /**
   * Makes a transport with a client of its own, which follows no redirects.
   *
   * <p>Connections that nobody uses are kept for half a minute, as JDK 20 and later do, unless the
   * system property says otherwise: earlier ones keep them for twenty minutes, each with its
   * buffers, so that every burst of requests would be remembered by the operating system and heap.
   *
   * @param threads run what is done with replies; stays the caller's to shut down
   * @param tls whose certificates are trusted
   */
  public static HttpTransport create(
      Executor threads, SSLContext tls, ScheduledExecutorService scheduler, HttpLimits limits) {
    System.getProperties().putIfAbsent(KEEP_ALIVE, "30");
    HttpClient client =
        new LastingHttpClient(
            executor ->
                HttpClient.newBuilder()
                    .executor(executor)
                    .sslContext(tls)
                    .connectTimeout(limits.connectTimeout())
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build(),
            threads);
    return new HttpTransport(client, scheduler, limits);
  }

  /** As the other, with threads of its own, and trusting whom the Java machine trusts. */
  public static HttpTransport create(ScheduledExecutorService scheduler, HttpLimits limits) {
    return create(
        NetworkThreads.start(Thread::new), TrustedAuthorities.ofJavaMachine(), scheduler, limits);
  }

  /** Lets go of the connections and of the client's own thread, as far as the JDK can. */
  public void close() {
    if (client instanceof LastingHttpClient ours) {
      ours.end();
    }
  }

  /** How many requests are on their way. */
  public int inFlight() {
    return gate.inFlight();
  }

  /** How many requests wait for their turn. */
  public int waiting() {
    return gate.waiting();
  }

  /** How many requests found no room to wait, since the start. */
  public long refused() {
    return gate.refused();
  }

  /** How many requests had to wait because of the number that may go out in a second. */
  public long delayed() {
    return gate.delayed();
  }

  /** How many requests have gone out, since the start. */
  public long departed() {
    return gate.departed();
  }

  /** Idle looks for news of a canister that wait for their turn are awaited from now on. */
  void hurry(Principal canister) {
    gate.hurry(canister.toString());
  }

  CompletableFuture<HttpAnswer> get(URI uri, Duration timeout) {
    HttpRequest request = request(uri).GET().build();
    return new Exchange(new Errand("", Lane.QUESTION, request, timeout), () -> true).begin();
  }

  /**
   * Posts a request.
   *
   * @param about the canister; one whose requests hang leaves room for those about others
   * @param timeout from its leaving on
   */
  CompletableFuture<HttpAnswer> post(
      Principal about, Lane lane, URI uri, Bytes cbor, Duration timeout) {
    return post(about, lane, uri, cbor, timeout, () -> true);
  }

  /**
   * As {@link #post(Principal, Lane, URI, Bytes, Duration)}.
   *
   * @param leaving is asked when the request leaves, and says whether it does
   */
  CompletableFuture<HttpAnswer> post(
      Principal about, Lane lane, URI uri, Bytes cbor, Duration timeout, BooleanSupplier leaving) {
    HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofByteArray(cbor.toByteArray());
    HttpRequest request = request(uri).header("Content-Type", CBOR).POST(body).build();
    return new Exchange(new Errand(about.toString(), lane, request, timeout), leaving).begin();
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

  private boolean later(Duration delay, Runnable task) {
    try {
      ScheduledFuture<?> unused = scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** The client's threads may be gone before its requests are. */
  private void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (Throwable noThread) {
      task.run();
    }
  }

  private static HttpRequest.Builder request(URI uri) {
    return HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1).header("Accept", CBOR);
  }

  /** One request: it waits for its turn, leaves, and is answered or not. */
  private final class Exchange implements HttpResponse.BodyHandler<Bytes> {

    private final Errand errand;
    private final BooleanSupplier leaving;
    private final RequestGate.Ticket ticket;
    private final ReplyRoom.Share share;
    private final CompletableFuture<HttpAnswer> result = new CompletableFuture<>();
    private volatile @Nullable CompletableFuture<HttpResponse<Bytes>> sent;

    Exchange(Errand errand, BooleanSupplier leaving) {
      this.errand = errand;
      this.leaving = leaving;
      this.ticket = new RequestGate.Ticket(errand.party(), errand.lane(), this::start);
      this.share = room.new Share(errand.party());
      // The first to be told is told last: whoever waits for the answer has dealt with it then.
      Completion.of(result, (answer, failure) -> share.end());
    }

    CompletableFuture<HttpAnswer> begin() {
      switch (gate.enter(ticket)) {
        case OUT -> {
          boolean left = false;
          try {
            left = start();
          } finally {
            if (!left) {
              gate.back(ticket);
            }
          }
        }
        case WAITS -> limitWait();
        case REFUSED -> result.complete(notSent("too many requests wait already"));
      }
      return result;
    }

    private void limitWait() {
      Duration longest = errand.lane().isForPolls() ? LONGEST_POLL_WAIT : LONGEST_WAIT;
      CompletableFuture<Void> end = after(longest);
      Completion.of(
          end,
          (due, failure) -> {
            if (gate.withdraw(ticket)) {
              result.complete(failure == null ? notSent("waited for " + longest) : SHUT_DOWN);
            }
          });
      Completion.of(
          result,
          (answer, failure) -> {
            end.cancel(false);
            gate.withdraw(ticket);
          });
    }

    /**
     * Starts the exchange unless its result is there already, for nobody wants it any more, or the
     * network has asked for patience.
     */
    private boolean start() {
      try {
        if (!mayLeave()) {
          return false;
        }
        limitTime();
        if (result.isDone()) {
          return false;
        }
        follow(client.sendAsync(errand.request(), this));
        return true;
      } catch (Throwable fault) {
        result.complete(HttpFailures.read(fault));
        return false;
      }
    }

    private boolean mayLeave() {
      Optional<Duration> pause = pauses.left(errand.party());
      if (pause.isPresent()) {
        result.complete(
            notSent(
                "the network asks for no request within the next "
                    + (pause.get().toMillis() + " ms")));
      }
      return !result.isDone() && leaving.getAsBoolean();
    }

    private void limitTime() {
      Duration timeout = errand.timeout();
      CompletableFuture<Void> deadline = after(timeout);
      HttpAnswer overdue =
          new HttpAnswer.Failed(true, "no answer within " + DurationText.of(timeout));
      Completion.of(
          deadline, (due, failure) -> result.complete(failure == null ? overdue : SHUT_DOWN));
      Completion.of(result, (answer, failure) -> deadline.cancel(false));
    }

    private void follow(CompletableFuture<HttpResponse<Bytes>> exchange) {
      sent = exchange;
      Completion.of(result, (answer, failure) -> exchange.cancel(true));
      Completion.of(
          exchange,
          (response, failure) -> {
            if (failure != null) {
              execute(() -> end(HttpFailures.read(failure)));
            }
          });
    }

    @Override
    public HttpResponse.BodySubscriber<Bytes> apply(HttpResponse.ResponseInfo head) {
      return new CappedBody(maxReplyBytes, share, body -> arrived(head, body));
    }

    private void arrived(HttpResponse.ResponseInfo head, Bytes body) {
      CompletableFuture<HttpResponse<Bytes>> exchange = sent;
      if (exchange != null) {
        // The client would complete it on CompletableFuture's own executor, which on a machine with
        // one or two processors starts a thread for each reply.
        exchange.complete(null);
      }
      execute(() -> end(answer(head, body)));
    }

    private HttpAnswer answer(HttpResponse.ResponseInfo head, Bytes body) {
      try {
        // Ordering: what the answer asks for holds for whoever takes its place.
        pauses.answered(errand.party(), head.statusCode(), head.headers());
        return new HttpAnswer.Answered(head.statusCode(), body);
      } catch (Throwable fault) {
        return HttpFailures.read(fault);
      }
    }

    private void end(HttpAnswer answer) {
      gate.leave(ticket);
      result.complete(answer);
    }
  }

  private static HttpAnswer notSent(String why) {
    return new HttpAnswer.NotSent(true, why);
  }
}
