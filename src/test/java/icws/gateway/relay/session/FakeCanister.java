package icws.gateway.relay.session;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Canister;
import icws.gateway.canister.Messages;
import icws.gateway.canister.PollAnswer;
import icws.gateway.canister.RepeatableCall;
import icws.gateway.canister.Verdict;
import icws.gateway.wire.CanisterCall;
import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.MessageBatch;
import icws.gateway.wire.QueueMark;
import icws.gateway.wire.Trees;
import icws.gateway.wire.poc.PocFrames;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Urgency;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.cbor.CborMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A canister that says yes to everything and has no messages, unless the test says otherwise:
 * {@link #answer} plans single answers, {@link #pollsFrom} gives it messages, {@link #hold} keeps
 * calls waiting until {@link #release}.
 */
public final class FakeCanister implements Canister {

  /** What can be asked of a canister. */
  public enum Method {
    AUTHENTICATE,
    OPEN,
    SEND,
    CLOSE
  }

  private record HeldPoll(long nonce, CompletableFuture<PollAnswer> answer) {}

  private final Principal id;
  private final List<String> calls = new ArrayList<>();
  private final Map<Method, Queue<Verdict>> planned = new EnumMap<>(Method.class);
  private final Map<Method, Verdict> usual = new EnumMap<>(Method.class);
  private final Map<Method, Queue<CompletableFuture<Verdict>>> held = new EnumMap<>(Method.class);
  private final Map<Method, Integer> made = new EnumMap<>(Method.class);
  private final Set<Method> holding = EnumSet.noneOf(Method.class);
  private final Queue<PollAnswer> pollAnswers = new ArrayDeque<>();
  private final Queue<HeldPoll> heldPolls = new ArrayDeque<>();
  private final Map<Method, Supplier<CompletableFuture<Verdict>>> brokenCalls =
      new EnumMap<>(Method.class);
  private @Nullable Supplier<CompletableFuture<PollAnswer>> brokenPoll;
  private LongFunction<PollAnswer> queue = FakeCanister::messages;
  private final List<Urgency> urgencies = new ArrayList<>();
  private boolean holdsPolls;
  private int hurries;

  FakeCanister(Principal id) {
    this.id = id;
  }

  /** Answers the next call of a method so. */
  public synchronized void answer(Method method, Verdict verdict) {
    queue(planned, method).add(verdict);
  }

  /** Answers the calls of a method so, after those that were planned. */
  public synchronized void always(Method method, Verdict verdict) {
    usual.put(method, verdict);
  }

  public synchronized void answerPoll(PollAnswer answer) {
    pollAnswers.add(answer);
  }

  /** Answers polls so that nothing else was planned for. */
  public synchronized void pollsFrom(LongFunction<PollAnswer> messages) {
    queue = messages;
  }

  /** The next call of a method comes to this instead of an answer. */
  synchronized void breakNext(Method method, Supplier<CompletableFuture<Verdict>> broken) {
    brokenCalls.put(method, broken);
  }

  /** The next poll comes to this instead of an answer. */
  synchronized void breakNextPoll(Supplier<CompletableFuture<PollAnswer>> broken) {
    brokenPoll = broken;
  }

  /** Keeps calls of a method waiting. */
  public synchronized void hold(Method method) {
    holding.add(method);
  }

  public synchronized void holdPolls() {
    holdsPolls = true;
  }

  /** Answers the call of a method that waits longest. */
  public void release(Method method, Verdict verdict) {
    CompletableFuture<Verdict> oldest;
    synchronized (this) {
      oldest = queue(held, method).remove();
    }
    oldest.complete(verdict);
  }

  public void releasePoll(PollAnswer answer) {
    CompletableFuture<PollAnswer> oldest;
    synchronized (this) {
      oldest = heldPolls.remove().answer;
    }
    oldest.complete(answer);
  }

  /**
   * Answers the polls that wait now from the queue.
   *
   * @param order in which, from how they were asked
   * @return their nonces
   */
  public List<Long> releasePolls(Consumer<List<?>> order) {
    List<HeldPoll> waiting;
    LongFunction<PollAnswer> messages;
    synchronized (this) {
      waiting = new ArrayList<>(heldPolls);
      order.accept(waiting);
      heldPolls.clear();
      messages = queue;
    }
    waiting.forEach(poll -> poll.answer.complete(messages.apply(poll.nonce)));
    return waiting.stream().map(HeldPoll::nonce).toList();
  }

  /** How many calls of a method wait. */
  public synchronized int waiting(Method method) {
    return queue(held, method).size();
  }

  /** All calls so far, as {@code OPEN 16} or {@code POLL 0}. */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  /** The calls that begin so. */
  public List<String> calls(String prefix) {
    return calls().stream().filter(call -> call.startsWith(prefix)).toList();
  }

  /**
   * A batch with one message for each client, with nonces that follow each other. The messages bear
   * no stamps.
   */
  public static MessageBatch batch(long firstNonce, boolean more, long... clients) {
    List<CanisterMessage> messages = new ArrayList<>();
    for (long client : clients) {
      long nonce = firstNonce + messages.size();
      messages.add(
          new CanisterMessage(
              new ClientKey.Numbered(client),
              "gateway_%020d".formatted(nonce),
              nonce,
              Optional.empty(),
              PocFrames.content(client, 0, "message " + nonce)));
    }
    return new MessageBatch(messages, Bytes.utf8("certificate"), Trees.opaque(), more);
  }

  public static Messages messages(long firstNonce, long... clients) {
    return new Messages(batch(firstNonce, false, clients));
  }

  @Override
  public Principal id() {
    return id;
  }

  @Override
  public CompletableFuture<Verdict> authenticate(ClientFrame.Opening opening) {
    return called(Method.AUTHENTICATE, opening.client().toString());
  }

  @Override
  public RepeatableCall open(ClientFrame.Opening opening) {
    return call(Method.OPEN, opening.client().toString());
  }

  @Override
  public RepeatableCall send(ClientFrame.Message message) {
    CandidValue argument = Candid.decode(message.send().argument()).get(0);
    String text =
        message.send() instanceof CanisterCall.Relayed
            ? argument.field("msg").field("content").asBlob().toUtf8()
            : pocText(argument.asBlob());
    return call(Method.SEND, message.client() + " " + text);
  }

  private static String pocText(Bytes frame) {
    CborMap content = CborMap.read(CborMap.read(frame).bytes("val"));
    return CborMap.read(content.bytes("message")).text("text");
  }

  @Override
  public RepeatableCall close(ClientKey client) {
    return call(Method.CLOSE, client.toString());
  }

  private synchronized RepeatableCall call(Method method, String what) {
    made.merge(method, 1, Integer::sum);
    return new RepeatableCall() {
      @Override
      public CompletableFuture<Verdict> make() {
        return called(method, what);
      }

      @Override
      public void withdraw() {
        synchronized (FakeCanister.this) {
          calls.add("WITHDRAW " + method + " " + what);
        }
      }
    };
  }

  /** How many calls of a method there were; one that is made again is one. */
  public synchronized int made(Method method) {
    return made.getOrDefault(method, 0);
  }

  @Override
  public synchronized CompletableFuture<PollAnswer> poll(
      long nonce, Optional<QueueMark> read, Urgency urgency) {
    calls.add("POLL " + nonce);
    urgencies.add(urgency);
    Supplier<CompletableFuture<PollAnswer>> broken = brokenPoll;
    brokenPoll = null;
    if (broken != null) {
      return broken.get();
    }
    if (holdsPolls) {
      CompletableFuture<PollAnswer> answer = new CompletableFuture<>();
      heldPolls.add(new HeldPoll(nonce, answer));
      return answer;
    }
    PollAnswer next = pollAnswers.poll();
    return CompletableFuture.completedFuture(next != null ? next : queue.apply(nonce));
  }

  @Override
  public synchronized void hurry() {
    hurries++;
  }

  /** How urgent each poll was when it began. */
  public synchronized List<Urgency> urgencies() {
    return List.copyOf(urgencies);
  }

  /** How often a poll under way became urgent. */
  public synchronized int hurries() {
    return hurries;
  }

  private synchronized CompletableFuture<Verdict> called(Method method, String what) {
    calls.add(method + " " + what);
    Supplier<CompletableFuture<Verdict>> broken = brokenCalls.remove(method);
    if (broken != null) {
      return broken.get();
    }
    if (holding.contains(method)) {
      CompletableFuture<Verdict> answer = new CompletableFuture<>();
      queue(held, method).add(answer);
      return answer;
    }
    Verdict next = queue(planned, method).poll();
    return CompletableFuture.completedFuture(
        next != null ? next : usual.getOrDefault(method, Accepted.ACCEPTED));
  }

  private static <T> Queue<T> queue(Map<Method, Queue<T>> queues, Method method) {
    return queues.computeIfAbsent(method, any -> new ArrayDeque<>());
  }
}
