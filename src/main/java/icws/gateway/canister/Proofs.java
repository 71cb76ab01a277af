package icws.gateway.canister;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Outcome;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what strangers can have proved: one proof at a time for a canister, of {@value
 * #MOST_CANISTERS} canisters; {@value #MOST_WAITING} more wait for each, and whoever asks for the
 * same at the same time shares one. What came of it, be it nothing, is remembered for {@link
 * #REMEMBERED}, in which the same is not proved again; of {@value #CAPACITY} of them, and {@value
 * #MOST_BYTES} bytes, for a canister answers what it likes. Overflow policies: REFUSE_NEWEST for
 * proofs, FORGET_OLDEST for results. Thread-safe.
 */
final class Proofs {

  static final Duration REMEMBERED = Duration.ofSeconds(10);
  static final int MOST_CANISTERS = 64;
  static final int MOST_WAITING = 32;
  static final int CAPACITY = 1_000;
  static final int MOST_BYTES = 1 << 20;

  private static final Logger LOG = System.getLogger(Proofs.class.getName());

  /** What is to be proved. */
  record Question(Principal canister, String method, Bytes argument) {}

  private record Result(Optional<Outcome> outcome, long bytes, long nanos) {}

  private final LongSupplier nanoClock;

  // Guarded by this.
  private final Map<Question, CompletableFuture<Optional<Outcome>>> asked = new HashMap<>();
  private final Map<Principal, Queue<Runnable>> turns = new HashMap<>();
  private final Map<Question, Result> results = new LinkedHashMap<>();
  private long heldBytes;

  Proofs(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * A proof, made now or a moment ago.
   *
   * @param lasting whether a result counts for who asks after its proof was begun
   * @param proof makes it: a certified outcome, or nothing
   * @return completes with a certified outcome; empty if there is none to be had now
   */
  CompletableFuture<Optional<Outcome>> find(
      Question question,
      Predicate<Outcome> lasting,
      Supplier<CompletableFuture<Optional<Outcome>>> proof) {
    CompletableFuture<Optional<Outcome>> result = new CompletableFuture<>();
    Runnable attempt = () -> prove(question, proof, result);
    synchronized (this) {
      CompletableFuture<Optional<Outcome>> same = asked.get(question);
      if (same != null) {
        return same.thenApply(outcome -> outcome.filter(lasting));
      }
      Result recent = recent(question);
      if (recent != null) {
        return CompletableFuture.completedFuture(recent.outcome.filter(lasting));
      }
      Queue<Runnable> turn = turns.get(question.canister);
      if (turn == null ? turns.size() == MOST_CANISTERS : turn.size() == MOST_WAITING) {
        return CompletableFuture.completedFuture(Optional.empty());
      }
      asked.put(question, result);
      if (turn != null) {
        turn.add(attempt);
        return result;
      }
      turns.put(question.canister, new ArrayDeque<>());
    }
    attempt.run();
    return result;
  }

  // The last future of the chain cannot fail any more.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void prove(
      Question question,
      Supplier<CompletableFuture<Optional<Outcome>>> proof,
      CompletableFuture<Optional<Outcome>> result) {
    attempt(proof)
        .exceptionally(
            error -> {
              LOG.log(
                  Level.ERROR,
                  "Asking for a certified answer failed without a reason, which is a fault of the"
                      + " gateway itself",
                  error);
              return Optional.empty();
            })
        .thenAccept(outcome -> found(question, outcome, result));
  }

  private static CompletableFuture<Optional<Outcome>> attempt(
      Supplier<CompletableFuture<Optional<Outcome>>> proof) {
    try {
      return proof.get();
    } catch (Throwable broken) {
      return CompletableFuture.failedFuture(broken);
    }
  }

  private void found(
      Question question, Optional<Outcome> outcome, CompletableFuture<Optional<Outcome>> result) {
    Runnable next;
    synchronized (this) {
      asked.remove(question);
      remember(question, outcome);
      Queue<Runnable> turn = turns.get(question.canister);
      next = turn == null ? null : turn.poll();
      if (next == null) {
        turns.remove(question.canister);
      }
    }
    result.complete(outcome);
    if (next != null) {
      next.run();
    }
  }

  /** Called under the lock. */
  private void remember(Question question, Optional<Outcome> outcome) {
    forget(question);
    long bytes = bytes(question, outcome);
    while (!results.isEmpty() && isOneTooMany(bytes)) {
      forget(results.keySet().iterator().next());
    }
    if (bytes <= MOST_BYTES) {
      results.put(question, new Result(outcome, bytes, nanoClock.getAsLong()));
      heldBytes += bytes;
    }
  }

  /** Whether the eldest result is to go, with another one of so many bytes to come. */
  private boolean isOneTooMany(long bytes) {
    return results.size() == CAPACITY
        || heldBytes + bytes > MOST_BYTES
        || isOld(results.values().iterator().next());
  }

  private void forget(Question question) {
    Result forgotten = results.remove(question);
    heldBytes -= forgotten == null ? 0 : forgotten.bytes;
  }

  private boolean isOld(Result result) {
    return nanoClock.getAsLong() - result.nanos >= REMEMBERED.toNanos();
  }

  /** What strangers have a say in. */
  private static long bytes(Question question, Optional<Outcome> outcome) {
    long answered = 0;
    if (outcome.orElse(null) instanceof Outcome.Replied replied) {
      answered = replied.arg().size();
    } else if (outcome.orElse(null) instanceof Outcome.Rejected rejected) {
      answered = rejected.message().length();
    }
    return (long) question.method.length() + question.argument.size() + answered;
  }

  /** Called under the lock. */
  private @Nullable Result recent(Question question) {
    Result result = results.get(question);
    return result == null || isOld(result) ? null : result;
  }

  /** How many bytes are remembered. */
  synchronized long heldBytes() {
    return heldBytes;
  }
}
