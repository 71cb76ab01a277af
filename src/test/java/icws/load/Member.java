package icws.load;

import static java.util.Objects.requireNonNull;

import icws.client.GatewayClient;
import icws.client.GatewaySocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One place in a crowd, taken by one client after the other. It knows what its client has said and
 * must hear: the answer to each text, in their order, and every news of the crowd's crier since it
 * came, in theirs. What is not so is a fault. Thread-safe; one thread at a time may have it come
 * and go.
 */
final class Member {
  /** How the crier's texts begin; then comes their number, and a space. */
  static final String NEWS = "news ";

  private static final long NO_NEWS = -1;

  /** On a machine that is too slow for a crowd, the crowd is slow. */
  private static final int MOST_UNANSWERED = 3;

  /** A text that is not answered yet. */
  private record Said(String text, long atNanos) {}

  private final String name;
  private final Faults faults;
  private final LongConsumer roundTrips;

  // All guarded by this.
  private final Deque<Said> unanswered = new ArrayDeque<>();
  private @Nullable GatewayClient client;
  private boolean leaving;
  private long lastNews = NO_NEWS;
  private long said;
  private long answered;
  private long abandoned;

  /**
   * @param roundTrips takes the nanoseconds from each text to its answer
   */
  Member(String name, Faults faults, LongConsumer roundTrips) {
    this.name = name;
    this.faults = faults;
    this.roundTrips = roundTrips;
  }

  /** Takes the place with a client that has been greeted and has said nothing yet. */
  synchronized void come(GatewayClient fresh) {
    client = fresh;
    leaving = false;
    lastNews = NO_NEWS;
    listen(fresh);
  }

  /** The socket of its client, if it has one. */
  synchronized Optional<GatewaySocket> socket() {
    return Optional.ofNullable(client).map(GatewayClient::socket);
  }

  /** Says a text, unless its client is away, about to leave, or waits for several answers. */
  synchronized void speak() {
    GatewayClient current = client;
    if (current != null && !leaving && unanswered.size() < MOST_UNANSWERED) {
      String text = name + " says " + said++;
      unanswered.add(new Said(text, System.nanoTime()));
      current.say(text);
    }
  }

  /** Waits for the answers to all that it said, then leaves as a browser does. */
  void leave() throws InterruptedException {
    awaitAnswers();
    GatewayClient gone;
    synchronized (this) {
      gone = requireNonNull(client);
      client = null;
    }
    gone.close();
  }

  /** Says something more, and drops its connection without a word: no answer is owed then. */
  void drop() {
    speak();
    abort();
  }

  /** Drops its connection, if it has one. */
  void abort() {
    GatewayClient gone;
    synchronized (this) {
      gone = client;
      client = null;
      abandoned += unanswered.size();
      unanswered.clear();
    }
    if (gone != null) {
      gone.socket().abort();
    }
  }

  /** Says no more, and waits until it has heard the answers to all that it said. */
  synchronized void awaitAnswers() throws InterruptedException {
    leaving = true;
    await(() -> unanswered.isEmpty(), "answers");
  }

  /** Waits until it has heard this news, and all before it. */
  synchronized void awaitNews(long number) throws InterruptedException {
    await(() -> lastNews >= number, "news " + number);
  }

  /** Called under the lock. */
  private void await(BooleanSupplier heard, String what) throws InterruptedException {
    long deadline = System.nanoTime() + Stage.PATIENCE.toNanos();
    while (!heard.getAsBoolean()) {
      long leftMillis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (leftMillis <= 0) {
        throw new AssertionError(
            name + " has waited in vain for " + what + "; unanswered: " + unanswered);
      }
      wait(leftMillis);
    }
  }

  synchronized long said() {
    return said;
  }

  synchronized long answered() {
    return answered;
  }

  /** How many texts were on their way when it dropped its connection. */
  synchronized long abandoned() {
    return abandoned;
  }

  /** Whether each of its texts was answered or abandoned. */
  synchronized boolean isEven() {
    return said == answered + abandoned;
  }

  private void listen(GatewayClient to) {
    CompletableFuture<String> unused =
        to.next()
            .whenComplete(
                (text, closed) -> {
                  if (closed != null) {
                    ended(to, closed);
                  } else {
                    hear(to, text);
                    listen(to);
                  }
                });
  }

  private synchronized void ended(GatewayClient which, Throwable closed) {
    if (which == client) {
      client = null;
      faults.add(name + " lost its connection", closed);
    }
  }

  private synchronized void hear(GatewayClient which, String text) {
    if (which != client) {
      return;
    }
    if (text.startsWith(NEWS)) {
      hearNews(Long.parseLong(text.substring(NEWS.length(), text.indexOf(' ', NEWS.length()))));
    } else {
      hearAnswer(text);
    }
    notifyAll();
  }

  private void hearNews(long number) {
    if (lastNews != NO_NEWS && number != lastNews + 1) {
      faults.add(name, new AssertionError("news " + number + " after " + lastNews));
    }
    lastNews = number;
  }

  private void hearAnswer(String text) {
    Said expected = unanswered.poll();
    if (expected == null || !text.equals(expected.text() + " ping")) {
      faults.add(name, new AssertionError("heard " + text + ", expected: " + expected));
      return;
    }
    answered++;
    roundTrips.accept(System.nanoTime() - expected.atNanos());
  }
}
