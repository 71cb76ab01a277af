package icws.devnet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.devnet.Conditions;
import icws.devnet.Devnet;
import icws.devnet.DevnetOptions;
import icws.devnet.http.TestConnection.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
class BouncerTest {
  private static final int RATE = 20;
  private static final int BURST = 30;
  private static final Duration SILENCE = Duration.ofSeconds(2);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String GREEDY = "127.0.0.2";
  private static final String OTHER = "127.0.0.3";

  private final AtomicLong nanos = new AtomicLong();

  private static Devnet network(Conditions conditions) {
    return Devnet.start(DevnetOptions.defaults().port(0).conditions(conditions));
  }

  private static Conditions limited() {
    return Conditions.none().limit(new RequestLimit(RATE, BURST, SILENCE));
  }

  /** Asks as quickly as it can until nothing comes back; how often it was answered. */
  private static int answersUntilSilence(TestConnection connection) throws IOException {
    int answers = 0;
    while (connection.ask(SHORT) == Outcome.ANSWERED) {
      answers++;
    }
    return answers;
  }

  // Other systems have one loopback address, not a network of them.
  @Test
  @EnabledOnOs(OS.LINUX)
  void addressThatAsksTooMuchIsMetWithSilenceAndOthersAreAnswered() throws IOException {
    try (Devnet devnet = network(limited());
        TestConnection greedy = new TestConnection(devnet.url(), GREEDY);
        TestConnection other = new TestConnection(devnet.url(), OTHER)) {
      long began = System.nanoTime();
      int answers = answersUntilSilence(greedy);
      double seconds = (System.nanoTime() - began) / 1e9;

      assertTrue(answers >= BURST, () -> "answers: " + answers);
      assertTrue(answers <= BURST + RATE * seconds, answers + " in " + seconds + " s");
      assertEquals(Outcome.ANSWERED, other.ask(LONG));
      try (TestConnection again = new TestConnection(devnet.url(), GREEDY)) {
        assertEquals(Outcome.SILENCE, again.ask(SHORT));
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void silenceEndsWhenItsTimeIsOver() throws IOException {
    try (Devnet devnet = network(limited());
        TestConnection greedy = new TestConnection(devnet.url(), GREEDY)) {
      long began;
      do {
        began = System.nanoTime();
      } while (greedy.ask(SHORT) == Outcome.ANSWERED);

      assertEquals(Outcome.ENDED, greedy.receive(LONG));
      Duration silent = Duration.ofNanos(System.nanoTime() - began);
      assertTrue(silent.compareTo(SILENCE) >= 0, silent::toString);
      assertTrue(silent.compareTo(SILENCE.multipliedBy(3)) < 0, silent::toString);
      try (TestConnection again = new TestConnection(devnet.url(), GREEDY)) {
        assertEquals(Outcome.ANSWERED, again.ask(LONG));
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatIsUnderWayToASilencedAddressIsLostToo() throws IOException {
    // All answers are under way when the silence begins, and would arrive before it ends.
    Conditions far =
        Conditions.none()
            .travel(Duration.ofSeconds(1))
            .limit(new RequestLimit(RATE, BURST, Duration.ofSeconds(4)));
    List<TestConnection> connections = new ArrayList<>();
    try (Devnet devnet = network(far)) {
      for (int i = 0; i < BURST + RATE; i++) {
        connections.add(new TestConnection(devnet.url(), GREEDY));
      }
      for (TestConnection each : connections) {
        each.send();
      }
      for (TestConnection each : connections) {
        assertEquals(Outcome.ENDED, each.receive(LONG));
      }
    } finally {
      for (TestConnection each : connections) {
        each.close();
      }
    }
  }

  @Test
  void whoAsksAsOftenAsAllowedIsAlwaysAnswered() throws UnknownHostException {
    Bouncer bouncer = new Bouncer(Conditions.mainnet().limit(), nanos::get);
    InetAddress client = InetAddress.getByName(GREEDY);

    assertEquals(600, admitted(bouncer, client, 600));
    for (int second = 0; second < 100; second++) {
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      assertEquals(300, admitted(bouncer, client, 300));
    }
    assertFalse(bouncer.admits(client));
    assertEquals(TimeUnit.MINUTES.toNanos(10), bouncer.silentNanos(client));
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(10) - 1);
    assertFalse(bouncer.admits(client));
    nanos.incrementAndGet();
    assertTrue(bouncer.admits(client));
  }

  private static int admitted(Bouncer bouncer, InetAddress client, int requests) {
    int admitted = 0;
    for (int i = 0; i < requests; i++) {
      admitted += bouncer.admits(client) ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void manyAddressesAreForgottenInTheOrderInWhichTheyWereQuiet() throws UnknownHostException {
    Bouncer bouncer = new Bouncer(new RequestLimit(1, 1, SILENCE), nanos::get);
    InetAddress first = InetAddress.getByName("10.255.255.255");
    assertEquals(1, admitted(bouncer, first, 2));
    for (int i = 0; i < Bouncer.MAX_ADDRESSES; i++) {
      byte[] raw = {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i};
      bouncer.admits(InetAddress.getByAddress(raw));
    }

    assertEquals(0, bouncer.silentNanos(first));
  }
}
