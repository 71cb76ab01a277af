package icws.ic.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Outcome.NotSent;
import icws.ic.agent.Outcome.Replied;
import icws.ic.agent.Outcome.Unavailable;
import icws.ic.agent.ScriptedNetwork.Answer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When requests leave, on which threads their replies are dealt with, and what did not leave. */
class HttpTransportTest extends AgentFixture {

  private static final Principal OTHER = Principal.of(Bytes.ofHex("00000000000000020101"));

  private HttpAgent agent(URI address, HttpLimits limits, Duration timeout) {
    return agent(address, HttpTransport.create(scheduler, limits), timings(timeout));
  }

  private static HttpLimits limits(int inFlight, int waiting, Duration connectTimeout) {
    return unpaced()
        .with(HttpLimits::connectTimeout, connectTimeout)
        .with(HttpLimits::maxInFlight, inFlight)
        .with(HttpLimits::maxWaiting, waiting)
        .made();
  }

  @Test
  void aThousandRepliesAreDealtWithOnAFewThreadsWithNames() {
    onQuery(body -> Answer.ok(queryReply(REPLY)));
    Set<String> threads = new ConcurrentSkipListSet<>();
    round(threads);
    threads.clear();
    ThreadMXBean machine = ManagementFactory.getThreadMXBean();
    long before = machine.getTotalStartedThreadCount();

    for (int i = 0; i < 250; i++) {
      round(threads);
    }

    long started = machine.getTotalStartedThreadCount() - before;
    assertTrue(started < 100, started + " threads were started");
    assertNamed(threads);
  }

  /** What was answered before it was looked at is dealt with here. */
  private static void assertNamed(Set<String> threads) {
    threads.remove(Thread.currentThread().getName());
    assertTrue(
        threads.stream().allMatch(name -> name.startsWith("icws-network-")), threads::toString);
  }

  /** Four at once. */
  private void round(Set<String> threads) {
    IntStream.range(0, 4)
        .mapToObj(i -> agent.query(CANISTER, "m", ARG))
        .map(
            asked ->
                asked.thenApply(
                    outcome -> {
                      threads.add(Thread.currentThread().getName());
                      return outcome;
                    }))
        .toList()
        .forEach(asked -> assertEquals(new Replied(REPLY), asked.join()));
  }

  @Test
  void failuresAreDealtWithOnTheSameThreads() {
    network.close();
    Set<String> threads = new ConcurrentSkipListSet<>();
    CompletableFuture<Outcome> asked =
        agent
            .query(CANISTER, "m", ARG)
            .thenApply(
                outcome -> {
                  threads.add(Thread.currentThread().getName());
                  return outcome;
                });
    assertInstanceOf(NotSent.class, asked.join());
    assertNamed(threads);
  }

  @Test
  void theTimeForAnAnswerBeginsWhenTheRequestLeaves() {
    Duration timeout = Duration.ofMillis(600);
    agent = agent(network.uri(), limits(3, 60, Duration.ofSeconds(5)), timeout);
    onQuery(
        body -> {
          pause(200);
          return Answer.ok(queryReply(REPLY));
        });
    onCall(
        "v4",
        body -> {
          pause(200);
          return Answer.text(400, "late, and answered");
        });
    List<CompletableFuture<Outcome>> queries = new ArrayList<>();
    List<CompletableFuture<Outcome>> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      queries.add(agent.query(CANISTER, "m", ARG));
      calls.add(agent.call(CANISTER, "m", ARG));
    }
    // They take more than a second together.
    queries.forEach(asked -> assertEquals(new Replied(REPLY), asked.join()));
    calls.forEach(asked -> assertInstanceOf(Outcome.Refused.class, asked.join()));
  }

  /** The network takes its time. */
  private static void pause(int millis) {
    CompletableFuture<Void> never = new CompletableFuture<>();
    never.completeOnTimeout(null, millis, TimeUnit.MILLISECONDS).join();
  }

  @Test
  void aPollIsAnsweredWhileAsManyCallsOfItsCanisterHangAsMay() {
    onCall("v4", body -> Answer.hang());
    onQuery(body -> Answer.ok(queryReply(REPLY)));
    List<CompletableFuture<Outcome>> calls =
        IntStream.range(0, 6).mapToObj(i -> agent.call(CANISTER, "m", ARG)).toList();
    assertEquals(2, http.waiting());

    assertEquals(new Replied(REPLY), agent.query(CANISTER, "poll", ARG, Urgency.EXPECTANT).join());
    assertEquals(new Replied(REPLY), agent.query(CANISTER, "poll", ARG, Urgency.IDLE).join());

    assertEquals(6, calls.stream().filter(call -> !call.isDone()).count());
    network.close();
  }

  @Test
  void callsAndTheirLooksShareTheNumberASecondWithPolls() {
    onQuery(body -> Answer.ok(queryReply(REPLY)));
    HttpLimits slow = unpaced().with(HttpLimits::requestsPerSecond, 5).made();
    HttpTransport transport = HttpTransport.create(scheduler, slow);
    agent = agent(network.uri(), transport, AgentTimings.defaults());
    long begin = System.nanoTime();
    List<CompletableFuture<Outcome>> asked = new ArrayList<>();
    Urgency[] urgencies = Urgency.values();
    for (int i = 0; i < 15; i++) {
      asked.add(agent.query(i % 2 == 0 ? CANISTER : OTHER, "m", ARG, urgencies[i % 3]));
    }
    asked.forEach(query -> assertEquals(new Replied(REPLY), query.join()));
    // Ten at once, five more in a second.
    assertTrue(System.nanoTime() - begin > Duration.ofMillis(900).toNanos());
    assertTrue(transport.delayed() > 0);
    assertEquals(15, transport.departed());
  }

  @Test
  void whereNoConnectionIsMadeInTimeNothingWasSent() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // It accepts, and answers no handshake.
      URI address = URI.create("https://127.0.0.1:" + deaf.getLocalPort());
      agent = agent(address, limits(6, 2, Duration.ofMillis(300)), Duration.ofSeconds(20));
      assertEquals(false, assertInstanceOf(NotSent.class, query()).reachable());
    }
  }

  @Test
  void whereTheServerIsNotTheOneItClaimsToBeNothingWasSent() throws Exception {
    CompletableFuture<Void> hangingUp;
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      hangingUp = CompletableFuture.runAsync(() -> hangUp(plain));
      URI address = URI.create("https://127.0.0.1:" + plain.getLocalPort());
      agent = agent(address, limits(6, 2, Duration.ofSeconds(5)), Duration.ofSeconds(5));
      Outcome outcome = query();
      // The client of later Java machines does not notice the end of a handshake: there the time
      // for an answer ends it, which leaves doubt.
      if (outcome instanceof NotSent unsent) {
        assertFalse(unsent.reachable());
      } else {
        assertTrue(Runtime.version().feature() > 17, outcome::toString);
        assertTrue(assertInstanceOf(Unavailable.class, outcome).retry());
      }
    }
    hangingUp.join();
  }

  private static void hangUp(ServerSocket server) {
    try {
      while (!server.isClosed()) {
        server.accept().close();
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  @Test
  void aConnectionThatEndsWithoutAnAnswerMayHaveCarriedTheRequest() throws Exception {
    CompletableFuture<Void> hangingUp;
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      hangingUp = CompletableFuture.runAsync(() -> readAndHangUp(plain));
      URI address = URI.create("http://127.0.0.1:" + plain.getLocalPort());
      agent = agent(address, limits(6, 2, Duration.ofSeconds(5)), Duration.ofSeconds(20));
      assertTrue(assertInstanceOf(Unavailable.class, query()).retry());
    }
    hangingUp.join();
  }

  private static void readAndHangUp(ServerSocket server) {
    try {
      while (!server.isClosed()) {
        try (Socket connection = server.accept()) {
          connection.getInputStream().read(new byte[100]);
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }
}
