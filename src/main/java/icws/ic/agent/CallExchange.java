package icws.ic.agent;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import icws.ic.Bytes;
import icws.ic.DurationText;
import icws.ic.Principal;
import icws.ic.agent.HttpAnswer.Answered;
import icws.ic.cbor.CborMap;
import icws.ic.certificate.Certificate;
import icws.ic.certificate.CertificateVerifier;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One update call from its submission to its certified reply (interface specification, "Overview of
 * canister calling").
 *
 * <p>The same envelope is the same call, however often it is submitted; so a submission that fails
 * for a passing reason is repeated as it is. What a machine says without a certificate is handed on
 * as that, once. Steps follow each other, never two at once, which guards the fields.
 */
final class CallExchange {

  private static final int MAX_RESUBMISSIONS = 3;

  private final HttpTransport http;
  private final CallEndpoint endpoint;
  private final Lane lane;
  private final AgentTimings timings;
  private final CertificateVerifier verifier;
  private final Principal canister;
  private final Bytes requestId;
  private final @Nullable Supplier<CompletableFuture<ReadResult<Certificate>>> statusReader;
  private final CompletableFuture<Outcome> result = new CompletableFuture<>();

  private final Bytes envelope;
  private CallEndpoint.Version version;
  private Duration nextDelay;
  private int resubmissions;

  @GuardedBy("this")
  private boolean left;

  @GuardedBy("this")
  private boolean withdrawn;

  private boolean mayBeExecuted;
  private CallEndpoint.@Nullable Version accepted;

  /**
   * Prepares a call.
   *
   * @param lane to go out by
   * @param canister the effective canister
   * @param statusReader reads the call's certified status; null where only a stranger, its sender,
   *     may: then the envelope is submitted again, which is answered like the first time
   */
  CallExchange(
      HttpTransport http,
      CallEndpoint endpoint,
      Lane lane,
      AgentTimings timings,
      CertificateVerifier verifier,
      Principal canister,
      Bytes envelope,
      Bytes requestId,
      @Nullable Supplier<CompletableFuture<ReadResult<Certificate>>> statusReader) {
    this.http = http;
    this.endpoint = endpoint;
    this.lane = lane;
    this.timings = timings;
    this.verifier = verifier;
    this.canister = canister;
    this.envelope = envelope;
    this.requestId = requestId;
    this.statusReader = statusReader;
    this.version = firstVersion();
    this.nextDelay = timings.firstPoll();
  }

  /**
   * Has it withdrawn if that comes before it has left for the first time.
   *
   * @param unwanted ends when nobody wants the call any more
   */
  CallExchange unless(CompletableFuture<?> unwanted) {
    Completion.of(unwanted, (nobody, failure) -> withdraw());
    return this;
  }

  /** From any thread. */
  private void withdraw() {
    synchronized (this) {
      if (left) {
        return;
      }
      withdrawn = true;
    }
    result.complete(new Outcome.NotSent(true, "nobody waits for it any more"));
  }

  /**
   * The time that a call may take begins when it leaves for the first time.
   *
   * @return whether it does
   */
  private boolean leave() {
    synchronized (this) {
      if (left || withdrawn) {
        return left;
      }
      left = true;
    }
    CompletableFuture<Void> deadline = http.after(timings.call());
    Completion.of(deadline, (due, failure) -> result.complete(overdue(failure)));
    Completion.of(result, (outcome, failure) -> deadline.cancel(false));
    return true;
  }

  /** Submits it, or submits it again, and follows it; what comes of it is always the same. */
  CompletableFuture<Outcome> submit() {
    URI uri = endpoint.uri(version, canister);
    follow(http.post(canister, lane, uri, envelope, timings.call(), this::leave), this::submitted);
    return result;
  }

  private void submitTo(CallEndpoint.Version other) {
    version = other;
    Future<?> unused = submit();
  }

  private void submitted(HttpAnswer answer) {
    mayBeExecuted |= !(answer instanceof HttpAnswer.NotSent);
    int status = answer instanceof Answered answered ? answered.status() : 0;
    switch (status) {
      case 202 -> {
        accepted = version;
        lookLater();
      }
      case 404, 405, 501 ->
          version
              .older()
              .ifPresentOrElse(this::submitTo, () -> result.complete(Replies.failure(answer)));
      default -> settle(Replies.reading(answer, this::synchronousReply), this::failed);
    }
  }

  /** The reply or rejection in a body; empty if the call is still under way. */
  private Optional<Outcome> synchronousReply(Bytes body) {
    CborMap reply = CborMap.read(body);
    Optional<Bytes> certificate = reply.optionalBytes("certificate");
    if (certificate.isEmpty()) {
      return Optional.of(Replies.rejection(reply));
    }
    Certificate verified = verifier.verify(certificate.get(), canister);
    endpoint.served(version);
    return status(verified);
  }

  private Optional<Outcome> status(Certificate certificate) {
    return Replies.requestStatus(certificate, requestId);
  }

  private void settle(ReadResult<Optional<Outcome>> reading, Consumer<Outcome> otherwise) {
    if (reading instanceof ReadResult.Known<Optional<Outcome>> known) {
      known.value().ifPresentOrElse(result::complete, this::lookLater);
    } else if (reading instanceof ReadResult.Missing<Optional<Outcome>> missing) {
      otherwise.accept(missing.why());
    }
  }

  private void failed(Outcome failure) {
    if (isPassing(failure) && resubmissions < MAX_RESUBMISSIONS) {
      resubmissions++;
      later(this::resubmit);
    } else if (failure instanceof Outcome.NotSent unsent && mayBeExecuted) {
      // Not this time; but an earlier submission may have arrived.
      result.complete(new Outcome.Unavailable(true, unsent.reason()));
    } else {
      result.complete(failure);
    }
  }

  private void resubmit() {
    submitTo(firstVersion());
  }

  /** What only its sender may ask after has to be answered where it is submitted. */
  private CallEndpoint.Version firstVersion() {
    return statusReader == null ? CallEndpoint.Version.V4 : endpoint.version();
  }

  /** Looks at the call again after a while, in whatever way its status can be learnt. */
  private void lookLater() {
    Supplier<CompletableFuture<ReadResult<Certificate>>> reader = statusReader;
    later(reader == null ? this::resubmit : () -> follow(reader.get(), this::looked));
  }

  private void looked(ReadResult<Certificate> reading) {
    settle(
        reading.map(this::lookedUp),
        failure -> {
          if (isPassing(failure) || isUncertified(failure)) {
            lookLater();
          } else {
            result.complete(failure);
          }
        });
  }

  /** What takes calls and what they come to in the state is the network's own endpoint. */
  private Optional<Outcome> lookedUp(Certificate certificate) {
    Optional<Outcome> outcome = status(certificate);
    CallEndpoint.Version by = accepted;
    if (outcome.isPresent() && by != null) {
      endpoint.served(by);
    }
    return outcome;
  }

  /** The call was taken: what one machine says about it now is a reason to look again. */
  private static boolean isUncertified(Outcome failure) {
    return failure instanceof Outcome.NotSent
        || failure instanceof Outcome.Refused
        || failure instanceof Outcome.Rejected;
  }

  private static boolean isPassing(Outcome failure) {
    return failure instanceof Outcome.Unavailable unavailable && unavailable.retry();
  }

  private void later(Runnable step) {
    Duration delay = nextDelay;
    Duration grown = delay.multipliedBy(3).dividedBy(2);
    nextDelay = grown.compareTo(timings.lastPoll()) < 0 ? grown : timings.lastPoll();
    follow(http.after(delay), due -> step.run());
  }

  /** Runs a step's continuation unless the call is over, which breaks the step off. */
  private <T> void follow(CompletableFuture<T> step, Consumer<T> next) {
    Completion.of(result, (outcome, failure) -> step.cancel(true));
    CompletableFuture<Void> done =
        step.thenAccept(
            value -> {
              if (!result.isDone()) {
                next.accept(value);
              }
            });
    Completion.of(done, (ignored, failure) -> fault(failure));
  }

  private void fault(@Nullable Throwable failure) {
    if (failure == null) {
      return;
    }
    if (failure.getCause() instanceof RejectedExecutionException) {
      result.complete(overdue(failure));
    } else {
      result.completeExceptionally(failure);
    }
  }

  private Outcome overdue(@Nullable Throwable failure) {
    return failure == null
        ? new Outcome.Unavailable(
            true, "no certified reply within " + DurationText.of(timings.call()))
        : new Outcome.Unavailable(false, "the agent is shut down");
  }
}
