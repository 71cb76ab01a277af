package icws.gateway.relay.session;

import static icws.gateway.relay.session.CountingRelay.delegated;
import static icws.gateway.relay.session.CountingRelay.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.relay.Limit;
import icws.gateway.relay.session.CountingRelay.Client;
import icws.gateway.relay.session.FakeCanister.Method;
import icws.gateway.wire.CanisterCall;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.Proof;
import icws.ic.Bytes;
import icws.ic.identity.Passkey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who waits for a processor, and at whose expense: one address is not another's burden. */
final class AddressLaneTest {

  private final CountingRelay relay = new CountingRelay();

  @Test
  void anAddressThatHasUsedItsShareWaitsAndTheOthersDoNot() {
    Client client = relay.open(key());
    Client neighbour = relay.open(key(), "192.0.2.2");
    relay.price = Duration.ofMillis(80);
    client.send("one");
    client.send("two");
    client.send("three");
    neighbour.send("one");
    assertEquals(
        List.of(client.said("one"), client.said("two"), neighbour.said("one")),
        relay.calls("SEND"));
    assertEquals(0, relay.turns.waiting());
    assertEquals(1, relay.inner.lanes.waiting());
    // 160 ms at 100 ms a second are made good after 1.6 s, all but a second's worth after 0.6 s.
    relay.pass(Duration.ofMillis(600));
    relay.turns.all();
    assertEquals(3, relay.calls("SEND").size());
    relay.pass(Duration.ofNanos(1));
    relay.turns.all();
    assertEquals(client.said("three"), relay.calls("SEND").get(3));
    assertEquals(List.of(), client.reasons());
  }

  @Test
  void sessionsOfOneAddressShareItsTime() {
    Client first = relay.open(key());
    Client second = relay.open(key());
    relay.price = Duration.ofMillis(101);
    first.send("one");
    second.send("one");
    assertEquals(List.of(first.said("one")), relay.calls("SEND"));
    relay.pass(Duration.ofMillis(11));
    relay.turns.all();
    assertEquals(List.of(first.said("one"), second.said("one")), relay.calls("SEND"));
  }

  @Test
  void whoWaitsTooLongForWhatItsAddressHasUsedUpIsClosedAndCostsNothing() {
    Client client = relay.open(key());
    relay.price = Duration.ofSeconds(1);
    client.send("one");
    client.send("two");
    relay.asked.clear();
    relay.pass(Duration.ofSeconds(10));
    relay.turns.all();
    assertEquals(List.of(CloseReason.POLICY), client.reasons());
    assertEquals(
        "a frame has waited longer than 5s: your address uses too much processor time",
        client.socket().text());
    assertEquals(1, relay.reached(Limit.PROCESSOR_TIME));
    relay.assertNothingVerified();
  }

  @Test
  void whoWaitsTooLongBehindOtherAddressesIsToldToComeBack() {
    Client client = relay.open(delegated(key(), key()));
    relay.pass(CountingRelay.LONGEST_WAIT.plusNanos(1));
    relay.turns.all();
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), client.reasons());
    assertEquals("a frame has waited longer than 5s", client.socket().text());
    assertEquals(1, relay.reached(Limit.PROCESSOR_WAIT));
    relay.assertNothingVerified();
  }

  @Test
  void anOpeningThatWaitsIsNotLate() {
    Client client = relay.client(delegated(key(), key()));
    relay.pass(RelayFixture.FIRST_FRAME_TIMEOUT.minusSeconds(1));
    client.open(client.signer());
    relay.pass(Duration.ofSeconds(2));
    relay.turns.all();
    assertEquals(List.of(client.opened()), relay.calls("OPEN"));
    assertEquals(List.of(), client.reasons());
  }

  @Test
  void whoSendsMoreThanMayWaitIsClosed() {
    Client behind = relay.open(delegated(key(), key()));
    for (int i = 1; i < RelayFixture.INBOX_FRAMES; i++) {
      behind.send("text " + i);
    }
    assertEquals(List.of(), behind.reasons());
    behind.send("one too many");
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), behind.reasons());
    assertEquals(1, relay.reached(Limit.PROCESSOR_WAIT));
    relay.assertNothingVerified();

    Client poor = relay.open(key());
    relay.price = Duration.ofSeconds(1);
    poor.send("dear");
    relay.asked.clear();
    for (int i = 0; i <= RelayFixture.INBOX_FRAMES; i++) {
      poor.send("text " + i);
    }
    assertEquals(List.of(CloseReason.POLICY), poor.reasons());
    assertEquals(1, relay.reached(Limit.PROCESSOR_TIME));
    relay.assertNothingVerified();
  }

  @Test
  void aLongQueueOfOneAddressDoesNotDelayAnother() {
    List<Client> crowd = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      crowd.add(relay.open(delegated(key(), key())));
    }
    Client neighbour = relay.open(delegated(key(), key()), "192.0.2.2");
    relay.turns.one();
    relay.turns.one();
    assertEquals(List.of(crowd.get(0).opened(), neighbour.opened()), relay.calls("OPEN"));
    relay.turns.all();
    assertEquals(51, relay.calls("OPEN").size());
  }

  @Test
  void sessionsOfOneAddressTakeTurns() {
    Client first = relay.open(Passkey.p256());
    Client second = relay.open(Passkey.p256());
    relay.turns.all();
    first.send("one");
    first.send("two");
    second.send("one");
    relay.turns.all();
    assertEquals(
        List.of(first.said("one"), second.said("one"), first.said("two")), relay.calls("SEND"));
  }

  @Test
  void comingAgainDoesNotMakeGoodWhatWasUsed() {
    relay.price = Duration.ofMillis(200);
    Client first = relay.open(key());
    first.session().disconnected();
    assertEquals(1, relay.inner.lanes.size());
    Client again = relay.open(key());
    assertEquals(List.of(first.opened()), relay.calls("OPEN"));
    again.session().disconnected();
    relay.open(key()).session().disconnected();
    // One timer for the next turn, and one for the end of the debt, however often it came.
    assertEquals(
        List.of(Duration.ofSeconds(1).plusNanos(1), Duration.ofSeconds(2)),
        relay.inner.scheduler.delays());
    relay.pass(Duration.ofSeconds(2).minusNanos(1));
    assertEquals(1, relay.inner.lanes.size());
    relay.pass(Duration.ofNanos(1));
    assertEquals(0, relay.inner.lanes.size());
  }

  @Test
  void anAddressThatHasUsedNothingIsForgottenWithItsLastSession() {
    Client first = relay.open(key());
    Client second = relay.client(key());
    assertEquals(1, relay.inner.lanes.size());
    first.session().disconnected();
    first.session().close(CloseReason.INTERNAL, "again");
    assertEquals(1, relay.inner.lanes.size());
    second.session().disconnected();
    assertEquals(0, relay.inner.lanes.size());
  }

  @Test
  void whatFramesHaveTakenIsCounted() {
    relay.price = Duration.ofMillis(7);
    relay.open(delegated(key(), key()));
    relay.turns.all();
    assertEquals(Duration.ofMillis(14).toNanos(), relay.inner.sessions.processorNanos());
  }

  @Test
  void theCheckOfAPocOpeningIsChargedToItsAddress() {
    FakeSocket socket = new FakeSocket();
    AddressLane lane = relay.inner.lanes.enter(socket.address());
    CheckedProof proof =
        new CheckedProof(() -> relay.processorNanos.addAndGet(CountingRelay.SHARE.toNanos()));
    assertTrue(new MeteredProof(proof, lane).holds(Bytes.EMPTY));
    assertEquals(CountingRelay.SHARE.toNanos(), relay.inner.sessions.processorNanos());
    assertEquals(proof.question(), new MeteredProof(proof, lane).question());
    assertFalse(lane.hasTime());
  }

  /** A proof that holds, and whose check does something. */
  private record CheckedProof(Runnable check) implements Proof.ByCanister {
    @Override
    public CanisterCall question() {
      return new CanisterCall.Query("question", Bytes.EMPTY);
    }

    @Override
    public boolean holds(Bytes reply) {
      check.run();
      return true;
    }
  }

  // What goes wrong

  @Test
  void anErrorInATurnEndsItsSessionAlone() {
    Client unlucky = relay.open(delegated(key(), key()));
    Client other = relay.open(delegated(key(), key()));
    relay.fault = new OutOfMemoryError("as told");
    try (LogLines log = new LogLines()) {
      relay.turns.one();
      assertTrue(log.lines().get(0).contains("failed"), log.lines().get(0));
    }
    assertEquals(List.of(CloseReason.INTERNAL), unlucky.reasons());
    relay.fault = null;
    relay.turns.all();
    assertEquals(List.of(other.opened()), relay.calls("OPEN"));
  }

  @Test
  void whoGetsNoTurnIsClosedAndTheNextOneGetsOne() {
    relay.turns.refuse(true);
    Client unlucky = relay.open(delegated(key(), key()));
    assertEquals(List.of(CloseReason.INTERNAL), unlucky.reasons());
    relay.assertNothingVerified();
    relay.turns.refuse(false);
    Client lucky = relay.open(delegated(key(), key()));
    relay.turns.all();
    assertEquals(List.of(lucky.opened()), relay.calls("OPEN"));
  }

  @Test
  void whoWaitsForTimeWhenTheSchedulerStopsIsClosed() {
    Client client = relay.open(key());
    relay.price = Duration.ofSeconds(1);
    client.send("one");
    relay.inner.scheduler.shutdown();
    client.send("two");
    assertEquals(List.of(CloseReason.INTERNAL), client.reasons());
  }

  @Test
  void aCallThatIsHeldKeepsVerifiedMessagesInTheInboxOnly() {
    relay.inner.canister().hold(Method.SEND);
    Client client = relay.open(key());
    client.send("one");
    client.send("two");
    assertEquals(3, relay.asked.size());
    assertEquals(0, relay.turns.waiting());
    assertEquals(0, relay.inner.lanes.waiting());
  }
}
