package icws.gateway;

import icws.gateway.canister.Canister;
import icws.gateway.canister.Failure;
import icws.gateway.canister.PollAnswer;
import icws.gateway.canister.RepeatableCall;
import icws.gateway.canister.Verdict;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.QueueMark;
import icws.ic.Principal;
import icws.ic.agent.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** What canisters have answered to a gateway, try by try, for tests to wait for. Thread-safe. */
final class Answers {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** One try: the method is the canister's. */
  record Answer(Principal canister, String method, Object result) {
    boolean isFailure() {
      return result instanceof Failure;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by lock. */
  private final List<Answer> answers = new ArrayList<>();

  /** Waits until so many tries of a canister's method have failed. */
  void awaitFailures(Principal canister, String method, int count) throws InterruptedException {
    Predicate<Answer> wanted =
        answer ->
            answer.canister().equals(canister)
                && answer.method().equals(method)
                && answer.isFailure();
    long left = PATIENCE.toNanos();
    lock.lock();
    try {
      while (answers.stream().filter(wanted).count() < count) {
        if (left <= 0) {
          throw new AssertionError("fewer than " + count + " failures of " + method);
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** How tries of a canister's method have failed, in order. */
  List<Failure> failures(Principal canister, String method) {
    lock.lock();
    try {
      return answers.stream()
          .filter(answer -> answer.canister().equals(canister) && answer.method().equals(method))
          .filter(Answer::isFailure)
          .map(answer -> (Failure) answer.result())
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** A canister whose answers are heard here. */
  Canister of(Canister canister) {
    return new Heard(canister);
  }

  private void add(Answer answer) {
    lock.lock();
    try {
      answers.add(answer);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private final class Heard implements Canister {
    private final Canister canister;

    Heard(Canister canister) {
      this.canister = canister;
    }

    @Override
    public Principal id() {
      return canister.id();
    }

    @Override
    public CompletableFuture<Verdict> authenticate(ClientFrame.Opening opening) {
      return heard("ws_get_client_key", canister.authenticate(opening));
    }

    @Override
    public RepeatableCall open(ClientFrame.Opening opening) {
      return heard("ws_open", canister.open(opening));
    }

    @Override
    public RepeatableCall send(ClientFrame.Message message) {
      return heard("ws_message", canister.send(message));
    }

    @Override
    public RepeatableCall close(ClientKey client) {
      return heard("ws_close", canister.close(client));
    }

    @Override
    public CompletableFuture<PollAnswer> poll(
        long nonce, Optional<QueueMark> read, Urgency urgency) {
      return heard("ws_get_messages", canister.poll(nonce, read, urgency));
    }

    @Override
    public void hurry() {
      canister.hurry();
    }

    private RepeatableCall heard(String method, RepeatableCall call) {
      return () -> heard(method, call.make());
    }

    private <T> CompletableFuture<T> heard(String method, CompletableFuture<T> result) {
      return result.thenApply(
          answer -> {
            add(new Answer(canister.id(), method, answer));
            return answer;
          });
    }
  }
}
