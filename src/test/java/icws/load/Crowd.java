package icws.load;

import icws.client.GatewayClient;
import icws.client.GatewaySocket;
import icws.client.V1Client;
import icws.gateway.DeafSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Clients in conversation with one canister, half of them of each protocol, and a crier, whose news
 * the canister tells them all. What goes wrong is kept for {@link #throwIfFaulty}.
 */
final class Crowd implements AutoCloseable {
  private static final int THREADS = 4;

  /** What is done at intervals. */
  @FunctionalInterface
  private interface Action {
    void run() throws IOException, InterruptedException;
  }

  private final Stage stage;
  private final Faults faults = new Faults();
  private final List<Member> members;
  private final V1Client crier;
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
  private final AtomicInteger speeches = new AtomicInteger();
  private final AtomicLong news = new AtomicLong();
  private final AtomicLong newsHeard = new AtomicLong();
  private final AtomicLong changes = new AtomicLong();

  /**
   * Has all members come, one after the other.
   *
   * @param roundTrips takes the nanoseconds from each text to its answer, on any thread
   */
  Crowd(Stage stage, int size, LongConsumer roundTrips) {
    this.stage = stage;
    this.crier = (V1Client) stage.join(Protocol.V1);
    this.members =
        IntStream.range(0, size)
            .mapToObj(place -> new Member("client " + place, faults, roundTrips))
            .toList();
    IntStream.range(0, size).forEach(this::fill);
  }

  private void fill(int place) {
    members.get(place).come(stage.join(protocol(place)));
  }

  private static Protocol protocol(long number) {
    return number % 2 == 0 ? Protocol.POC : Protocol.V1;
  }

  /** A client that has heard the gateway's name. */
  V1Client crier() {
    return crier;
  }

  /** The sockets of all. */
  List<GatewaySocket> sockets() {
    return Stream.concat(
            Stream.of(crier.socket()), members.stream().flatMap(member -> member.socket().stream()))
        .toList();
  }

  /** Waits until so many answers have come. */
  void awaitAnswers(long count) throws InterruptedException {
    await(() -> answered() >= count);
  }

  /** Waits until so many texts wait for their answers. */
  void awaitUnanswered(long count) throws InterruptedException {
    await(() -> said() - answered() >= count);
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Stage.PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      throwIfFaulty();
      if (System.nanoTime() > deadline) {
        throw new AssertionError(said() + " texts, " + answered() + " answers");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** From now on one member after the other says something. */
  void speakEvery(Duration interval) {
    every(interval, () -> members.get(speeches.getAndIncrement() % members.size()).speak());
  }

  /** Has everybody say something at the same time, and waits for all the answers. */
  void speakAllAtOnce() throws InterruptedException {
    members.forEach(Member::speak);
    awaitAnswers(said());
  }

  /** From now on the crier has news for all. */
  void newsEvery(Duration interval) {
    every(interval, this::tellNews);
  }

  /**
   * From now on, in turn: a member leaves and another comes; a member's connection is dropped, with
   * messages under way, and another comes; somebody comes by and is reset.
   */
  void changeEvery(Duration interval) {
    every(interval, this::change);
  }

  /** How many have come and gone. */
  long changes() {
    return changes.get();
  }

  long said() {
    return sum(Member::said);
  }

  long answered() {
    return sum(Member::answered);
  }

  long news() {
    return news.get();
  }

  private long sum(ToLongFunction<Member> number) {
    return members.stream().mapToLong(number).sum();
  }

  void throwIfFaulty() {
    faults.throwIfAny();
  }

  /**
   * Says no more, and waits until every answer has come and everybody has heard the latest news;
   * fails if that does not happen.
   */
  void fallSilent() throws InterruptedException {
    stopActions();
    for (Member member : members) {
      member.awaitAnswers();
    }
    tellNews();
    for (Member member : members) {
      member.awaitNews(news());
    }
    throwIfFaulty();
    if (!members.stream().allMatch(Member::isEven)) {
      throw new AssertionError("a text has been answered twice or never");
    }
  }

  /** Has everybody leave, one after the other. */
  void leave() throws InterruptedException {
    stopActions();
    crier.close();
    for (Member member : members) {
      member.leave();
    }
  }

  /** Drops whoever is still there. */
  @Override
  public void close() {
    threads.shutdownNow();
    crier.socket().abort();
    members.forEach(Member::abort);
  }

  /** From now on nobody says anything, comes or goes. */
  void stopActions() throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("somebody still comes or goes");
    }
  }

  private void tellNews() {
    sayNews("");
    hearNews();
  }

  /**
   * Has the crier say its next news; several may be on their way.
   *
   * @param more what the news consists of besides its number
   */
  void sayNews(String more) {
    crier.say("/all " + Member.NEWS + news.incrementAndGet() + " " + more);
  }

  /** Waits until the crier hears its own next news. */
  void hearNews() {
    String expected = Member.NEWS + newsHeard.incrementAndGet() + " ";
    String heard = crier.next().orTimeout(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (!heard.startsWith(expected)) {
      throw new AssertionError("the crier heard " + heard + " instead of " + expected);
    }
  }

  private void change() throws IOException, InterruptedException {
    long turn = changes.getAndIncrement();
    int place = ThreadLocalRandom.current().nextInt(members.size());
    if (turn % 3 == 0) {
      members.get(place).leave();
      fill(place);
    } else if (turn % 3 == 1) {
      members.get(place).drop();
      fill(place);
    } else {
      comeBy(turn);
    }
  }

  /** Is reset after the upgrade, after the first frame, or after a message. */
  private void comeBy(long turn) throws IOException {
    Protocol protocol = protocol(turn);
    GatewayClient passerBy = stage.stranger(protocol);
    try (DeafSocket socket = stage.deafSocket(protocol)) {
      long stay = ThreadLocalRandom.current().nextLong(3);
      if (stay > 0) {
        socket.send(Stage.firstFrame(passerBy, crier));
      }
      if (stay > 1) {
        socket.send(passerBy.nextFrame("I must go"));
      }
      socket.reset();
    }
  }

  private void every(Duration interval, Action action) {
    Future<?> unused =
        threads.scheduleWithFixedDelay(
            () -> guarded(action), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void guarded(Action action) {
    try {
      action.run();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | AssertionError wrong) {
      faults.add("a change in the crowd", wrong);
    }
  }
}
