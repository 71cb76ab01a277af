package icws.devnet.replica;

import icws.ic.Bytes;
import icws.ic.Principal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The requests that came in, so that the same one is never executed twice. An entry stays until the
 * request has expired; until then nobody can repeat it, after that the expiry check refuses it.
 *
 * <p>Bounded: where more answers are kept than {@link #MAX_ANSWER_BYTES}, the oldest are forgotten
 * (status {@code done}); at {@link #MAX_REQUESTS} known requests new ones are refused. Written by
 * the replica's thread; {@link #find} may be called by any.
 */
public final class IngressHistory {
  static final int MAX_REQUESTS = 150_000;
  static final long MAX_ANSWER_BYTES = 32L << 20;

  /**
   * One request.
   *
   * @param effectiveCanister where its status may be read
   * @param expiryNanos nanoseconds since 1970-01-01
   * @param finished completes at the end of the round in which its status became final
   */
  public record Entry(
      Bytes requestId,
      Principal sender,
      Principal effectiveCanister,
      long expiryNanos,
      CompletableFuture<Void> finished) {}

  private final CertifiedState state;
  private final Map<Bytes, Entry> entries = new ConcurrentHashMap<>();
  private final PriorityQueue<Entry> byExpiry =
      new PriorityQueue<>(Comparator.comparingLong(Entry::expiryNanos));
  private final Map<Bytes, Integer> answerBytes = new LinkedHashMap<>();
  private final List<Entry> finishedInRound = new ArrayList<>();
  private long totalAnswerBytes;

  IngressHistory(CertifiedState state) {
    this.state = state;
  }

  public Optional<Entry> find(Bytes requestId) {
    return Optional.ofNullable(entries.get(requestId));
  }

  boolean isFull() {
    return entries.size() >= MAX_REQUESTS;
  }

  /** Records a request that was accepted and is about to be executed. */
  void begin(Entry entry) {
    entries.put(entry.requestId(), entry);
    byExpiry.add(entry);
    state.request(entry.requestId(), "processing");
  }

  /** Records how it ended. */
  void finish(Entry entry, Response response) {
    state.request(entry.requestId(), response);
    int bytes =
        response instanceof Response.Replied replied
            ? replied.reply().size()
            : ((Response.Rejected) response).message().length();
    answerBytes.put(entry.requestId(), bytes);
    totalAnswerBytes += bytes;
    forgetOldAnswers();
    finishedInRound.add(entry);
  }

  /** Whether those who wait for a request are still to be told that it is finished. */
  boolean hasNews() {
    return !finishedInRound.isEmpty();
  }

  /**
   * Tells those who wait for the requests that were finished since this was called last.
   *
   * @return how many requests that were
   */
  int endRound() {
    List<Entry> finished = List.copyOf(finishedInRound);
    finishedInRound.clear();
    finished.forEach(entry -> entry.finished().complete(null));
    return finished.size();
  }

  private void forgetOldAnswers() {
    var oldest = answerBytes.entrySet().iterator();
    while (totalAnswerBytes > MAX_ANSWER_BYTES && answerBytes.size() > 1 && oldest.hasNext()) {
      Map.Entry<Bytes, Integer> answer = oldest.next();
      totalAnswerBytes -= answer.getValue();
      state.requestDone(answer.getKey());
      oldest.remove();
    }
  }

  /** Forgets what expired before {@code nowNanos} and is finished. */
  void forgetExpired(long nowNanos) {
    List<Entry> unfinished = new ArrayList<>();
    for (Entry entry = byExpiry.peek();
        entry != null && entry.expiryNanos() < nowNanos;
        entry = byExpiry.peek()) {
      byExpiry.remove();
      if (entry.finished().isDone()) {
        forget(entry.requestId());
      } else {
        unfinished.add(entry);
      }
    }
    byExpiry.addAll(unfinished);
  }

  private void forget(Bytes requestId) {
    entries.remove(requestId);
    Integer bytes = answerBytes.remove(requestId);
    totalAnswerBytes -= bytes == null ? 0 : bytes;
    state.forgetRequest(requestId);
  }
}
