package icws.gateway.relay.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Failure;
import icws.gateway.canister.Messages;
import icws.gateway.relay.Destination;
import icws.gateway.relay.session.FakeCanister;
import icws.gateway.relay.session.FakeCanister.Method;
import icws.gateway.relay.session.LogLines;
import icws.gateway.relay.session.RelayFixture;
import icws.gateway.relay.session.RelayFixture.Client;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.MessageBatch;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the clients of a canister that outlasts all patience; and of the others. */
final class CircuitTest {

  private static final Failure AWAY = new Failure(Failure.Kind.UNAVAILABLE, "no answer");
  private static final Duration PATIENCE = RelayFixture.BACKOFF.patience();

  private final RelayFixture relay = new RelayFixture();
  private final FakeCanister canister = relay.canister();
  private final Circuits circuits = relay.circuits;
  private final Destination destination =
      new Destination(RelayFixture.PROTOCOL, RelayFixture.CANISTER);

  /** Has the canister fail until its circuit opens. */
  private void openCircuit() {
    canister.always(Method.AUTHENTICATE, AWAY);
    Client client = relay.open(1);
    relay.scheduler.advance(PATIENCE);
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), client.socket().reasons());
    assertEquals(1, circuits.open());
  }

  private int asked() {
    return canister.calls("AUTHENTICATE").size();
  }

  @Test
  void troubleIsSeenFromTheFirstFailureAndForgottenWithTheFirstSuccess() {
    canister.answer(Method.AUTHENTICATE, AWAY);
    Client client = relay.open(16);
    assertEquals(1, circuits.inTrouble());
    assertEquals(0, circuits.open());
    relay.scheduler.advance(RelayFixture.BACKOFF.first());
    assertEquals(0, circuits.inTrouble());
    assertEquals(List.of(), client.socket().reasons());
  }

  @Test
  void opensWhenThePatienceIsSpentAndIsLogged() {
    try (LogLines log = new LogLines()) {
      openCircuit();
      assertEquals(
          List.of(
              "Canister "
                  + destination
                  + " has failed for longer than icws.retry.patience: its circuit is open, and who"
                  + " comes to it gets 1013 until it answers; the last failure: UNAVAILABLE, no"
                  + " answer"),
          log.lines().stream().filter(line -> line.contains("circuit")).toList());
    }
    assertEquals(List.of(destination), circuits.openOnes());
    assertEquals(1, relay.statistics.circuitsOpened());
  }

  @Test
  void whileItIsOpenWhoeverComesIsRefusedAtOnceAndTheCanisterIsLeftAlone() {
    openCircuit();
    int before = asked();
    Client client = relay.open(16);
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), client.socket().reasons());
    assertEquals("this canister does not answer at present", client.socket().text());
    assertTrue(client.hasEnded());
    assertEquals(before, asked());
    assertEquals(1, relay.statistics.circuitRefusals());
  }

  @Test
  void afterTheCooldownOneOpeningGoesThroughAndASuccessClosesTheCircuit() {
    openCircuit();
    relay.scheduler.advance(RelayFixture.COOLDOWN);
    canister.always(Method.AUTHENTICATE, Accepted.ACCEPTED);
    canister.hold(Method.AUTHENTICATE);
    Client trial = relay.open(16);
    Client early = relay.open(17);
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), early.socket().reasons());
    canister.release(Method.AUTHENTICATE, Accepted.ACCEPTED);
    assertEquals(0, circuits.open());
    assertEquals(List.of(), trial.socket().reasons());
    assertEquals(List.of(), relay.open(18).socket().reasons());
  }

  @Test
  void aTrialThatFailsIsNotRepeatedAndLeavesTheCircuitOpen() {
    openCircuit();
    relay.scheduler.advance(RelayFixture.COOLDOWN);
    int before = asked();
    Client trial = relay.open(16);
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), trial.socket().reasons());
    assertEquals(before + 1, asked());
    relay.scheduler.advance(RelayFixture.COOLDOWN.minusNanos(1));
    relay.open(17);
    assertEquals(before + 1, asked());
    relay.scheduler.advance(Duration.ofNanos(1));
    relay.open(18);
    assertEquals(before + 2, asked());
  }

  @Test
  void aTrialOfWhichNothingIsHeardKeepsNobodyOutForEver() {
    openCircuit();
    relay.scheduler.advance(RelayFixture.COOLDOWN);
    canister.hold(Method.AUTHENTICATE);
    relay.open(16).session().disconnected();
    relay.open(17);
    assertEquals(1, canister.waiting(Method.AUTHENTICATE));
    relay.scheduler.advance(RelayFixture.COOLDOWN);
    relay.open(18);
    assertEquals(2, canister.waiting(Method.AUTHENTICATE));
  }

  @Test
  void callsThatWaitForAnotherTryEndWithTheCircuit() {
    Client open = relay.open(16);
    relay.scheduler.runDue();
    canister.always(Method.AUTHENTICATE, AWAY);
    canister.always(Method.SEND, AWAY);
    canister.pollsFrom(nonce -> AWAY);
    relay.open(17);
    relay.scheduler.advance(PATIENCE.minus(Duration.ofSeconds(1)));
    open.send("late");
    relay.scheduler.advance(Duration.ofSeconds(3));
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), open.socket().reasons());
    assertEquals(List.of("CLOSE 16"), canister.calls("CLOSE"));
  }

  @Test
  void theEndOfAClientIsToldToACanisterWhoseCircuitIsOpen() {
    Client client = relay.open(16);
    canister.pollsFrom(nonce -> AWAY);
    canister.always(Method.CLOSE, AWAY);
    relay.scheduler.advance(PATIENCE);
    assertEquals(1, circuits.open());
    assertTrue(client.hasEnded());
    assertEquals(1, relay.openClients.orphans());
    canister.always(Method.CLOSE, Accepted.ACCEPTED);
    relay.scheduler.advance(RelayFixture.BACKOFF.longest());
    assertEquals(0, relay.openClients.orphans());
  }

  @Test
  void oneClientsTroubleIsNotItsCanistersWhileTheCanisterAnswersOthers() {
    Client unlucky = relay.open(16);
    Client other = relay.open(17);
    canister.always(Method.SEND, AWAY);
    unlucky.send("never answered");
    relay.scheduler.advance(PATIENCE.dividedBy(2));
    relay.open(18);
    relay.scheduler.advance(PATIENCE.dividedBy(2));
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), unlucky.socket().reasons());
    assertEquals(0, circuits.open());
    assertEquals(List.of(), other.socket().reasons());
  }

  @Test
  void opensWhenNoCallIsAnsweredAlthoughPollsAre() {
    Client speaks = relay.open(16);
    Client listens = relay.open(17);
    canister.always(Method.SEND, AWAY);
    canister.always(Method.CLOSE, AWAY);
    speaks.send("never answered");
    relay.scheduler.advance(PATIENCE);
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), speaks.socket().reasons());
    assertEquals(1, circuits.open());
    assertEquals(List.of(), listens.socket().reasons());
    canister.always(Method.CLOSE, Accepted.ACCEPTED);
    relay.scheduler.advance(RelayFixture.BACKOFF.longest());
    assertEquals(0, circuits.open());
  }

  @Test
  void opensWhenThePollerGivesUpAlthoughCallsAreAnswered() {
    Client client = relay.open(16);
    canister.pollsFrom(nonce -> AWAY);
    relay.scheduler.advance(PATIENCE.minusSeconds(1));
    client.send("answered");
    canister.hold(Method.CLOSE);
    relay.scheduler.advance(Duration.ofSeconds(1));
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), client.socket().reasons());
    assertEquals(1, circuits.open());
    canister.release(Method.CLOSE, Accepted.ACCEPTED);
    assertEquals(1, circuits.open());
    canister.pollsFrom(nonce -> new Messages(MessageBatch.NONE));
    relay.scheduler.advance(RelayFixture.COOLDOWN);
    assertEquals(List.of(), relay.open(17).socket().reasons());
    relay.scheduler.runDue();
    assertEquals(0, circuits.open());
  }

  @Test
  void aRefusalIsAnAnswer() {
    canister.always(Method.OPEN, new Failure(Failure.Kind.REFUSED, "not you"));
    relay.open(16);
    relay.scheduler.advance(PATIENCE);
    relay.open(17);
    assertEquals(0, circuits.inTrouble());
  }

  @Test
  void whatWasNotSentAndWhatAClientMayHaveProvokedDoNotCount() {
    int client = 16;
    for (Failure.Kind kind : List.of(Failure.Kind.NOT_SENT, Failure.Kind.UNCONFIRMED)) {
      canister.always(Method.AUTHENTICATE, new Failure(kind, "not the canister's fault"));
      relay.open(client++);
      relay.scheduler.advance(PATIENCE.multipliedBy(2));
      assertEquals(0, circuits.inTrouble());
      canister.always(Method.AUTHENTICATE, Accepted.ACCEPTED);
      assertEquals(List.of(), relay.open(client++).socket().reasons());
    }
    assertEquals(0, relay.statistics.circuitsOpened());
  }

  @Test
  void timeInWhichNothingWasSentDoesNotCount() {
    canister.answer(Method.AUTHENTICATE, AWAY);
    canister.always(Method.AUTHENTICATE, new Failure(Failure.Kind.NOT_SENT, "no room"));
    Client client = relay.open(16);
    relay.scheduler.advance(PATIENCE.multipliedBy(2));
    canister.always(Method.AUTHENTICATE, AWAY);
    relay.scheduler.advance(PATIENCE.minusSeconds(3));
    assertEquals(0, circuits.open());
    assertEquals(List.of(), client.socket().reasons());
    relay.scheduler.advance(Duration.ofSeconds(3));
    assertEquals(1, circuits.open());
  }

  @Test
  void aNetworkThatTakesNoConnectionsDoesCount() {
    canister.always(Method.AUTHENTICATE, new Failure(Failure.Kind.NOT_CONNECTED, "refused"));
    Client client = relay.open(16);
    relay.scheduler.advance(PATIENCE);
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), client.socket().reasons());
    assertEquals(1, circuits.open());
  }

  @Test
  void anotherCanistersClientsAreNotTouched() {
    Client elsewhere = relay.connect(RelayFixture.OTHER_CANISTER, 16);
    elsewhere.open();
    openCircuit();
    elsewhere.send("hello");
    Client late = relay.connect(RelayFixture.OTHER_CANISTER, 17);
    late.open();
    assertEquals(List.of(), elsewhere.socket().reasons());
    assertEquals(List.of(), late.socket().reasons());
  }

  @Test
  void troubleOfLongAgoIsNoTrouble() {
    canister.answer(Method.AUTHENTICATE, AWAY);
    relay.open(16).session().disconnected();
    relay.scheduler.advance(Duration.ofMinutes(10));
    assertEquals(0, circuits.inTrouble());
    canister.always(Method.AUTHENTICATE, AWAY);
    Client client = relay.open(17);
    relay.scheduler.advance(PATIENCE.minusNanos(1));
    assertEquals(List.of(), client.socket().reasons());
  }

  @Test
  void openCircuitsThatNobodyAsksAboutAreForgotten() {
    openCircuit();
    relay.scheduler.advance(Duration.ofMinutes(10));
    assertEquals(0, circuits.open());
  }

  @Test
  void strangersCannotHaveItRememberMoreThanItsCapacity() {
    for (int i = 0; i < Circuits.CAPACITY; i++) {
      circuits.failed(stranger(i), Circuit.Request.CALL, AWAY);
    }
    circuits.failed(stranger(0), Circuit.Request.CALL, AWAY);
    circuits.failed(stranger(Circuits.CAPACITY), Circuit.Request.CALL, AWAY);
    assertEquals(Circuits.CAPACITY, circuits.inTrouble());
    relay.scheduler.advance(PATIENCE);
    circuits.failed(stranger(1), Circuit.Request.CALL, AWAY);
    circuits.failed(stranger(0), Circuit.Request.CALL, AWAY);
    assertEquals(List.of(stranger(0)), circuits.openOnes());
  }

  private static Destination stranger(int number) {
    return new Destination(
        RelayFixture.PROTOCOL, Principal.of(Bytes.ofHex("%016x0101".formatted(number))));
  }

  @Test
  void aTrialThatSaysNothingOfTheCanisterIsTheNextOnesTurn() {
    openCircuit();
    relay.scheduler.advance(RelayFixture.COOLDOWN);
    canister.always(
        Method.AUTHENTICATE, new Failure(Failure.Kind.UNREACHABLE, "expired while it waited"));
    int before = asked();
    relay.open(16);
    assertEquals(before + 1, asked());
    canister.always(Method.AUTHENTICATE, Accepted.ACCEPTED);
    assertEquals(List.of(), relay.open(17).socket().reasons());
    assertEquals(0, circuits.open());
  }

  /** Has the network take no calls, though it answers queries, until the circuit opens. */
  private void openCircuitOfCalls() {
    canister.always(Method.OPEN, new Failure(Failure.Kind.NOT_CONNECTED, "refused"));
    relay.open(1);
    relay.scheduler.advance(PATIENCE);
    assertEquals(1, circuits.open());
    canister.always(Method.OPEN, Accepted.ACCEPTED);
    relay.scheduler.advance(RelayFixture.COOLDOWN);
  }

  @Test
  void aForgedOpeningDoesNotTakeThePlaceOfTheOneThatGoesThrough() {
    openCircuitOfCalls();
    canister.answer(Method.AUTHENTICATE, new Failure(Failure.Kind.BAD_SIGNATURE, "forged"));
    Client forger = relay.open(66);
    assertEquals(List.of(CloseReason.BAD_SIGNATURE), forger.socket().reasons());
    assertEquals(List.of(), relay.open(17).socket().reasons());
    assertEquals(0, circuits.open());
  }

  @Test
  void whoWasLetInBeforeItOpenedDoesNotGiveAnothersTrialBack() {
    Client speaks = relay.open(1);
    relay.record.hold();
    Client early = relay.open(16);
    canister.always(Method.SEND, AWAY);
    canister.always(Method.CLOSE, AWAY);
    speaks.send("never answered");
    relay.scheduler.advance(PATIENCE);
    assertEquals(1, circuits.open());
    relay.scheduler.advance(RelayFixture.COOLDOWN);
    Client trial = relay.open(17);
    early.session().disconnected();
    Client another = relay.open(18);
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), another.socket().reasons());
    assertEquals(List.of(), trial.socket().reasons());
    trial.session().disconnected();
    assertEquals(List.of(), relay.open(19).socket().reasons());
  }

  @Test
  void whatSaysNothingOfTheCanisterButIsNoTrialDoesNotGiveItBack() {
    openCircuit();
    relay.scheduler.advance(RelayFixture.COOLDOWN);
    canister.hold(Method.AUTHENTICATE);
    relay.open(17);
    circuits.unsent(destination);
    Client another = relay.open(18);
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), another.socket().reasons());
  }

  @Test
  void whoLeavesBeforeItsOpeningGoesOutDoesNotTakeThePlaceOfTheOneThatGoesThrough() {
    openCircuitOfCalls();
    relay.record.hold();
    relay.open(66).session().disconnected();
    Client client = relay.open(17);
    assertEquals(List.of(), client.socket().reasons());
    relay.record.release();
    relay.record.release();
    assertEquals(List.of("OPEN 17"), canister.calls("OPEN 17"));
    assertEquals(0, circuits.open());
  }
}
