package icws.gateway.relay.session;

import static icws.gateway.relay.session.CountingRelay.delegated;
import static icws.gateway.relay.session.CountingRelay.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.canister.Failure;
import icws.gateway.relay.CanisterAdmission;
import icws.gateway.relay.Destination;
import icws.gateway.relay.Limit;
import icws.gateway.relay.session.CountingRelay.Client;
import icws.gateway.relay.session.FakeCanister.Method;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.v1.V1Frames;
import icws.ic.Bytes;
import icws.ic.identity.Ed25519Identity;
import icws.ic.identity.Identity;
import icws.ic.identity.Passkey;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Which signatures the frames of clients cost: as few as can be, and as late. */
final class ReceptionTest {

  private CountingRelay relay = new CountingRelay();

  @Test
  void theOpeningIsVerifiedInItsTurnAndEachMessageThenCostsOneSignatureAtOnce() {
    Ed25519Identity session = key();
    Client client = relay.open(delegated(key(), key(), session));
    assertEquals(List.of(), relay.asked);
    relay.turns.all();
    assertEquals(3, relay.asked.size());
    assertEquals(List.of(client.opened()), relay.calls("OPEN"));
    for (String text : List.of("one", "two", "three")) {
      relay.asked.clear();
      client.send(text);
      assertEquals(List.of(session.publicKeyDer()), relay.asked);
    }
    assertEquals(0, relay.turns.waiting());
    assertEquals(
        List.of(client.said("one"), client.said("two"), client.said("three")), relay.calls("SEND"));
  }

  @Test
  void anOpeningWithoutDelegationsIsVerifiedAtOnce() {
    Client client = relay.open(key());
    assertEquals(1, relay.asked.size());
    assertEquals(List.of(client.opened()), relay.calls("OPEN"));
    assertEquals(0, relay.turns.waiting());
  }

  @Test
  void aRenewedChainIsVerifiedInItsTurnAndRemembered() {
    Ed25519Identity user = key();
    Client client = relay.open(delegated(user, key()));
    relay.turns.all();
    relay.asked.clear();
    Identity renewed = delegated(user, key());
    client.send(renewed, "one");
    assertEquals(List.of(), relay.asked);
    relay.turns.all();
    assertEquals(2, relay.asked.size());
    client.send(renewed, "two");
    assertEquals(3, relay.asked.size());
    assertEquals(List.of(client.said("one"), client.said("two")), relay.calls("SEND"));
  }

  @Test
  void eachMessageThatAPasskeySignsWaitsForItsTurn() {
    Client client = relay.open(Passkey.p256());
    relay.turns.all();
    for (String text : List.of("one", "two")) {
      client.send(text);
      assertEquals(1, relay.turns.waiting());
      relay.turns.all();
    }
    assertEquals(3, relay.asked.size());
    assertEquals(List.of(client.said("one"), client.said("two")), relay.calls("SEND"));
  }

  @Test
  void framesBehindOneThatWaitsKeepTheirOrder() {
    Client client = relay.open(delegated(key(), key()));
    client.send("one", "two", "three");
    assertEquals(1, relay.turns.waiting());
    relay.turns.all();
    assertEquals(
        List.of(client.said("one"), client.said("two"), client.said("three")), relay.calls("SEND"));
    assertEquals(0, relay.inner.context.inboxSpace().usedBytes());
    client.send("four");
    assertEquals(0, relay.turns.waiting());
  }

  @Test
  void aBadSignatureFoundInATurnClosesTheClient() {
    Client client = relay.open(CountingRelay.forger());
    relay.turns.all();
    assertEquals(List.of(CloseReason.BAD_SIGNATURE), client.reasons());
    assertEquals(List.of(), relay.calls("OPEN"));
  }

  // What costs no signature

  @Test
  void anOpeningForACanisterThatIsNotServedCostsNoSignature() {
    relay = new CountingRelay(new CanisterAdmission(Set.of(RelayFixture.OTHER_CANISTER), 10));
    Client client = relay.open(delegated(key(), key()));
    assertEquals(List.of(CloseReason.CANISTER_NOT_SERVED), client.reasons());
    relay.assertNothingVerified();
  }

  @Test
  void anOpeningForACanisterThatIsFullCostsNoSignature() {
    relay = new CountingRelay(new CanisterAdmission(Set.of(), 1));
    relay.open(key());
    relay.asked.clear();
    Client second = relay.open(delegated(key(), key()));
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), second.reasons());
    assertEquals("1 clients of this canister are connected already", second.socket().text());
    assertEquals(1, relay.reached(Limit.CANISTER_CLIENTS));
    relay.assertNothingVerified();
  }

  private void openCircuit() {
    Failure away = new Failure(Failure.Kind.UNAVAILABLE, "no answer");
    relay.inner.circuits.open(new Destination(relay.protocol, CountingRelay.CANISTER), away);
  }

  @Test
  void anOpeningForACanisterWhoseCircuitIsOpenCostsNoSignature() {
    openCircuit();
    Client client = relay.open(delegated(key(), key()));
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), client.reasons());
    assertEquals(1, relay.inner.statistics.circuitRefusals());
    relay.assertNothingVerified();
  }

  @Test
  void aForgedOpeningDoesNotTakeThePlaceOfTheOneThatGoesThroughAHalfOpenCircuit() {
    openCircuit();
    relay.pass(RelayFixture.COOLDOWN);
    Client forger = relay.open(CountingRelay.forger());
    relay.turns.all();
    assertEquals(List.of(CloseReason.BAD_SIGNATURE), forger.reasons());
    Client client = relay.open(key());
    assertEquals(List.of(client.opened()), relay.calls("OPEN"));
  }

  @Test
  void aSecondOpeningCostsNoSignature() {
    Client client = relay.open(key());
    relay.asked.clear();
    client.open(delegated(key(), key()));
    assertEquals(List.of(CloseReason.POLICY), client.reasons());
    relay.assertNothingVerified();
  }

  @Test
  void aMessageThatLeadsNowhereCostsNoSignature() {
    Client early = relay.client(key());
    early.send("before the opening");
    assertEquals(List.of(CloseReason.BAD_FRAME), early.reasons());

    Ed25519Identity user = key();
    Client other = relay.open(user);
    Client lost = relay.open(key());
    relay.asked.clear();
    other.session().receive(V1Frames.message(user, CountingRelay.CANISTER, user.principal(), 17));
    assertEquals(List.of(CloseReason.POLICY), other.reasons());
    lost.session()
        .receive(
            V1Frames.message(
                lost.signer(), RelayFixture.OTHER_CANISTER, lost.signer().principal(), 16));
    assertEquals(List.of(CloseReason.POLICY), lost.reasons());
    relay.assertNothingVerified();
  }

  @Test
  void whatWaitsWhenTheSessionEndsCostsNothing() {
    List<Consumer<ClientSession>> ends =
        List.of(
            session -> session.close(CloseReason.TEXT_FRAME, "a text frame"),
            ClientSession::disconnected,
            session -> session.close(CloseReason.INTERNAL, "for a test"),
            session -> session.goAway("for a test"));
    for (Consumer<ClientSession> end : ends) {
      Client client = relay.open(delegated(key(), key()));
      client.send("one");
      client.send("two");
      end.accept(client.session());
      relay.assertNothingVerified();
      assertEquals(0, relay.inner.sessions.size());
    }
    assertEquals(List.of(), relay.inner.canister().calls());
  }

  @Test
  void whatAnOpenClientSentBeforeItLeftStillGoesToItsCanisterInItsTurn() {
    for (Consumer<ClientSession> departure :
        List.<Consumer<ClientSession>>of(
            ClientSession::disconnected, session -> session.goAway("for a test"))) {
      Client client = relay.open(Passkey.p256());
      relay.turns.all();
      client.send("one", "two");
      departure.accept(client.session());
      client.send("too late");
      assertEquals(List.of(), relay.calls(client.said("")));
      relay.turns.all();
      assertEquals(List.of(client.said("one"), client.said("two")), relay.calls(client.said("")));
      assertTrue(client.session().ended().isDone());
      assertEquals(0, relay.inner.lanes.waiting());
    }
    assertEquals(2, relay.calls("CLOSE").size());
  }

  @Test
  void whatAnOpenClientSentBeforeItWasClosedCostsNothing() {
    Client client = relay.open(Passkey.p256());
    relay.turns.all();
    relay.asked.clear();
    client.send("one", "two");
    client.session().close(CloseReason.TEXT_FRAME, "a text frame");
    relay.assertNothingVerified();
    assertTrue(client.session().ended().isDone());

    Client left = relay.open(Passkey.p256());
    relay.turns.all();
    relay.asked.clear();
    left.send("one", "two");
    left.session().disconnected();
    left.session().drop();
    relay.assertNothingVerified();
    assertTrue(left.session().ended().isDone());
  }

  @Test
  void theFrameAfterTheOneThatEndedTheSessionCostsNothing() {
    Client client = relay.open(delegated(key(), key()));
    client.session().receive(Bytes.utf8("no frame"));
    client.send("one");
    client.send("two");
    relay.turns.all();
    assertEquals(2, relay.asked.size());
    assertEquals(List.of(CloseReason.BAD_FRAME), client.reasons());
    client.send("after the end");
    assertEquals(2, relay.asked.size());
  }

  @Test
  void whatAnOpenClientSentBeforeItLeftGoesToItsCanisterThoughTheMessageBeforeWaitsForAnotherTry() {
    Client client = relay.open(Passkey.p256());
    relay.turns.all();
    relay
        .inner
        .canister()
        .answer(Method.SEND, new Failure(Failure.Kind.UNAVAILABLE, "for a moment"));
    client.send("one");
    relay.turns.all();
    client.send("two");
    client.session().disconnected();
    relay.pass(RelayFixture.BACKOFF.first());
    relay.turns.all();
    assertEquals(
        List.of(client.said("one"), client.said("one"), client.said("two")),
        relay.calls(client.said("")));
  }
}
