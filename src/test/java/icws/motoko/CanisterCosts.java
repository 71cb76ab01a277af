package icws.motoko;

import static icws.motoko.CanisterHost.reply;

import icws.devnet.engine.InstructionMeter;
import icws.devnet.engine.InstructionMeter.Execution;
import icws.ic.Bytes;
import icws.ic.candid.CandidValue;
import icws.ic.identity.AnonymousIdentity;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * What the canister library takes, in the instructions that the Internet Computer charges for, by
 * what is done. All is measured at a canister in operation: with 1,000 messages queued of the last
 * five minutes, of which as many are dropped as are added, or with 50 open clients of each
 * protocol.
 */
final class CanisterCosts {
  /** How a test sees whether the crowd is where it waits for it. */
  private static final String FIGURES = "canister_query figures";

  private static final int MEMBERS = 10;
  private static final int QUEUED = 1_000;
  private static final Duration QUEUED_TIME = Duration.ofMinutes(5);
  private static final Duration APART = QUEUED_TIME.dividedBy(QUEUED);

  /** Of these each drops one, all together, and the collector has run. */
  private static final int MESSAGES = 64;

  private static final int CROWD = 50;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final InstructionMeter meter = new InstructionMeter();
  private final Map<String, Long> figures = new LinkedHashMap<>();

  /** Measures everything; in the order in which it was measured. */
  static Map<String, Long> measured() {
    CanisterCosts costs = new CanisterCosts();
    costs.v1();
    costs.poc();
    costs.crowd();
    return costs.figures;
  }

  private void figure(String what, Runnable body) {
    figures.put(what, instructions(body));
  }

  private long instructions(Runnable body) {
    return meter.during(body).stream()
        .filter(execution -> !execution.entry().equals(FIGURES))
        .mapToLong(Execution::instructions)
        .sum();
  }

  /** One client says something to all, until so many messages are queued. */
  private static void fill(CanisterHost host, IntPredicate toAll) {
    for (int i = 0; i < QUEUED / MEMBERS; i++) {
      done(toAll.test(i));
      host.clock.advance(APART.multipliedBy(MEMBERS));
    }
  }

  /** The mean of the messages that follow. */
  private long messages(CanisterHost host, IntPredicate message) {
    Runnable each =
        () -> {
          for (int i = 0; i < MESSAGES; i++) {
            host.clock.advance(APART);
            done(message.test(QUEUED / MEMBERS + i));
          }
        };
    return instructions(each) / MESSAGES;
  }

  private static void done(boolean isDone) {
    if (!isDone) {
      throw new AssertionError("refused");
    }
  }

  private void v1() {
    try (CanisterHost host = new CanisterHost(meter)) {
      V1Canister canister = new V1Canister(host, host.install(CanisterHost.DEMO_V1));
      V1Client client = canister.openClient(MEMBERS);
      for (int i = 1; i < MEMBERS; i++) {
        canister.openClient(i);
      }
      fill(host, i -> v1Message(canister, client, i, "/all hello"));
      figures.put(
          "v1: a message and its answer",
          messages(host, i -> v1Message(canister, client, i, "hello")));
      figure("v1: an opening and its answer", () -> canister.openClient(MEMBERS + 1));
      figure("v1: a poll of 50", () -> canister.poll(SocketCanister.GATEWAY, QUEUED / 2));
      long last = MEMBERS * 2 + QUEUED + MESSAGES + 1;
      figure("v1: a poll of 1", () -> single(canister.poll(SocketCanister.GATEWAY, last).keys()));
    }
  }

  private static boolean v1Message(V1Canister canister, V1Client client, int i, String text) {
    return canister.message(client, i + 1, V1Canister.text(text)).equals(V1Canister.OK);
  }

  private void poc() {
    try (CanisterHost host = new CanisterHost(meter)) {
      SocketCanister canister = new SocketCanister(host, host.install(CanisterHost.DEMO_POC));
      SocketClient client = canister.openClient(MEMBERS);
      for (int i = 1; i < MEMBERS; i++) {
        canister.openClient(i);
      }
      fill(host, i -> canister.message(client, i, DemoCanisterTest.text("/all hello")));
      figures.put(
          "PoC: a message and its answer",
          messages(host, i -> canister.message(client, i, DemoCanisterTest.text("hello"))));
      figure("PoC: a registration", () -> canister.register(MEMBERS + 1));
      SocketClient other = canister.register(MEMBERS + 2);
      figure(
          "PoC: an opening and its answer",
          () -> done(canister.open(SocketCanister.GATEWAY, other.firstMessage(canister.id()))));
      figure("PoC: a poll of 50", () -> canister.poll(SocketCanister.GATEWAY, QUEUED / 2));
      long last = 16 + MEMBERS + QUEUED + MESSAGES;
      figure("PoC: a poll of 1", () -> single(canister.poll(SocketCanister.GATEWAY, last).keys()));
    }
  }

  private static void single(List<String> keys) {
    done(keys.size() == 1);
  }

  private void crowd() {
    try (CanisterHost host = new CanisterHost(meter)) {
      Crowd crowd = new Crowd(host, host.install(CanisterHost.CROWD));
      crowd.fill(CROWD);
      host.upgrade(crowd.id(), CanisterHost.CROWD);
      figure("v1: a broadcast to 50", () -> broadcast(crowd, "broadcast"));
      figure("PoC: a broadcast to 50", () -> broadcast(crowd, "pocBroadcast"));
      figure("both: 50 clients each, of which nothing is heard, are closed", () -> outlast(crowd));
    }
  }

  private static void broadcast(Crowd crowd, String method) {
    CandidValue message = CandidValue.blob(Bytes.utf8("hello"));
    reply(crowd.host().call(new AnonymousIdentity(), crowd.id(), method, message));
  }

  /**
   * Those of the PoC protocol are closed first; those of v1 are asked for a sign of life before.
   */
  private static void outlast(Crowd crowd) {
    crowd.host().advance(MINUTE);
    crowd.await(Crowd.Figures::closed, CROWD, Duration.ZERO);
    crowd.host().advance(MINUTE.multipliedBy(4));
    crowd.await(Crowd.Figures::awaited, CROWD, Duration.ZERO);
    crowd.host().advance(MINUTE.multipliedBy(2));
    crowd.await(Crowd.Figures::closed, 2 * CROWD, MINUTE);
  }
}
