package icws.gateway.relay.session;

import icws.gateway.canister.Accepted;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers after a random time, on other threads, as its mood has it, and keeps books of who is open
 * there and of what came in an order in which it must not. Thread-safe.
 */
final class MoodyCanister implements Canister {

  /** How it treats calls. */
  enum Mood {
    /** Carries every call out and says so. */
    SOUND(0),
    /** Does anything that a canister, a network or the gateway itself may do. */
    MOODY(0.5);

    private final double failing;

    Mood(double failing) {
      this.failing = failing;
    }

    boolean fails() {
      return failing > 0;
    }
  }

  /** What becomes of one try of a call. */
  private enum Fate {
    DONE,
    /** Nothing is done. */
    REFUSED,
    /** It is done, and the client told otherwise. */
    REJECTED,
    /** It is done, and nobody says so. */
    ANSWER_LOST,
    FORGED,
    /** Nothing is done. */
    LOST,
    /** It is done, and said so much later. */
    HANGS,
    /** Nothing is done. */
    THROWS,
    BREAKS
  }

  private static final Fate[] FATES = Fate.values();

  private final Mood mood;
  private final ScheduledExecutorService threads;
  private final Set<ClientKey> opened = ConcurrentHashMap.newKeySet();
  private final Set<ClientKey> open = ConcurrentHashMap.newKeySet();
  private final Map<ClientKey, Integer> closings = new ConcurrentHashMap<>();
  private final Map<ClientKey, Integer> inFlight = new ConcurrentHashMap<>();
  private final Map<ClientKey, Runnable> onOpening = new ConcurrentHashMap<>();
  private final Map<ClientKey, Runnable> onSending = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger polls = new AtomicInteger();

  MoodyCanister(Mood mood, ScheduledExecutorService threads) {
    this.mood = mood;
    this.threads = threads;
  }

  void onOpening(ClientKey client, Runnable action) {
    onOpening.put(client, action);
  }

  void onSending(ClientKey client, Runnable action) {
    onSending.put(client, action);
  }

  /** Runs a task on one of the agent's threads. */
  @SuppressWarnings("FutureReturnValueIgnored") // a task that fails leaves its session open
  void later(long micros, Runnable task) {
    threads.schedule(task, micros, TimeUnit.MICROSECONDS);
  }

  /** Who was ever open. */
  Set<ClientKey> opened() {
    return Set.copyOf(opened);
  }

  Set<ClientKey> stillOpen() {
    return Set.copyOf(open);
  }

  /** How many closings each client has had; one that is made again is one. */
  Map<ClientKey, Integer> closings() {
    return Map.copyOf(closings);
  }

  /** What came in an order in which it must not. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  int failures() {
    return failures.get();
  }

  int polls() {
    return polls.get();
  }

  @Override
  public Principal id() {
    return RelayFixture.CANISTER;
  }

  @Override
  public CompletableFuture<Verdict> authenticate(ClientFrame.Opening opening) {
    return new Call(opening.client(), "authenticate", () -> {}).make();
  }

  @Override
  public RepeatableCall open(ClientFrame.Opening opening) {
    ClientKey client = opening.client();
    Call call =
        new Call(
            client,
            "ws_open",
            () -> {
              opened.add(client);
              open.add(client);
            });
    return () -> {
      onOpening.getOrDefault(client, () -> {}).run();
      return call.make();
    };
  }

  @Override
  public RepeatableCall send(ClientFrame.Message message) {
    Call call = new Call(message.client(), "ws_message", () -> {});
    return () -> {
      onSending.getOrDefault(message.client(), () -> {}).run();
      return call.make();
    };
  }

  @Override
  public RepeatableCall close(ClientKey client) {
    Call call = new Call(client, "ws_close", () -> open.remove(client));
    return () -> {
      if (call.isFirst()) {
        closings.merge(client, 1, Integer::sum);
      }
      return call.make();
    };
  }

  @Override
  public void hurry() {
    // Its polls never wait.
  }

  @Override
  public CompletableFuture<PollAnswer> poll(long nonce, Optional<QueueMark> read, Urgency urgency) {
    polls.incrementAndGet();
    if (mood.fails() && ThreadLocalRandom.current().nextInt(10) == 0) {
      return answer(0, new Failure(Failure.Kind.UNAVAILABLE, "no answer to a poll"));
    }
    long[] clients =
        open.stream().mapToLong(client -> ((ClientKey.Numbered) client).id()).toArray();
    return answer(0, FakeCanister.messages(nonce, clients));
  }

  private <T> CompletableFuture<T> answer(long leastMicros, T value) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    later(leastMicros + ThreadLocalRandom.current().nextLong(500), () -> answer.complete(value));
    return answer;
  }

  /** One call, which is carried out once however often it is made. */
  private final class Call {
    private final ClientKey client;
    private final String method;
    private final Runnable effect;
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    Call(ClientKey client, String method, Runnable effect) {
      this.client = client;
      this.method = method;
      this.effect = effect;
    }

    boolean isFirst() {
      return made.get() == 0;
    }

    CompletableFuture<Verdict> make() {
      boolean again = made.getAndIncrement() > 0;
      if (inFlight.merge(client, 1, Integer::sum) > 1) {
        faults.add(method + " of " + client + (again ? ", made again," : "") + " beside another");
      }
      if (!method.equals("ws_close") && closings.containsKey(client)) {
        faults.add(method + " of " + client + " after its closing");
      }
      spin();
      try {
        return tried(fate()).whenComplete((verdict, error) -> leave());
      } catch (RuntimeException | Error e) {
        leave();
        throw e;
      }
    }

    private void leave() {
      inFlight.merge(client, -1, Integer::sum);
    }

    /** As long as a signature takes. */
    private void spin() {
      long end = System.nanoTime() + ThreadLocalRandom.current().nextLong(200_000);
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    }

    /** What was carried out before is answered as it was; a closing is never refused. */
    private Fate fate() {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      if (random.nextDouble() >= mood.failing) {
        return Fate.DONE;
      }
      failures.incrementAndGet();
      Fate fate = FATES[random.nextInt(FATES.length)];
      boolean refusal = fate == Fate.REFUSED || fate == Fate.REJECTED;
      return refusal && (done.get() > 0 || method.equals("ws_close")) ? Fate.ANSWER_LOST : fate;
    }

    private CompletableFuture<Verdict> tried(Fate fate) {
      switch (fate) {
        case DONE, REJECTED, ANSWER_LOST, FORGED, HANGS -> carryOut();
        case REFUSED, LOST, BREAKS, THROWS -> {}
      }
      return switch (fate) {
        case DONE -> answer(0, Accepted.ACCEPTED);
        case HANGS -> answer(20_000, Accepted.ACCEPTED);
        case REFUSED -> answer(0, new Failure(Failure.Kind.REFUSED, "no"));
        case REJECTED -> answer(0, new Failure(Failure.Kind.REJECTED, "trapped afterwards"));
        case ANSWER_LOST, LOST -> answer(0, new Failure(Failure.Kind.UNAVAILABLE, "no answer"));
        case FORGED -> answer(0, new Failure(Failure.Kind.UNTRUSTED, "forged"));
        case BREAKS -> CompletableFuture.failedFuture(new OutOfMemoryError("of a test"));
        case THROWS -> throw new NoClassDefFoundError("of a test");
      };
    }

    private void carryOut() {
      if (done.getAndIncrement() == 0) {
        effect.run();
      }
    }
  }
}
