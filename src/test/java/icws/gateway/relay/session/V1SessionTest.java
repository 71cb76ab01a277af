package icws.gateway.relay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.relay.Destination;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.v1.V1Frames;
import icws.gateway.wire.v1.V1Protocol;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.SdkFrame;
import icws.ic.identity.DelegatedIdentity;
import icws.ic.identity.Ed25519Identity;
import icws.ic.identity.EnvelopeVerifier;
import icws.ic.identity.Identity;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions of protocol v1: nobody gets at another's, and the PoC protocol's go on beside them. */
final class V1SessionTest {

  private static final Principal CANISTER = RelayFixture.CANISTER;
  private static final Principal GATEWAY = Principal.selfAuthenticating(Bytes.utf8("gateway"));

  private final RelayFixture relay = new RelayFixture();
  private final V1Protocol protocol =
      new V1Protocol(
          GATEWAY,
          new EnvelopeVerifier(
              SdkFrame.clock(0),
              () -> {
                throw new AssertionError("no canister has signed");
              }));
  private final Ed25519Identity user = Ed25519Identity.generate(new SecureRandom());
  private final Ed25519Identity stranger = Ed25519Identity.generate(new SecureRandom());
  private final FakeSocket socket = new FakeSocket();
  private final ClientSession session = relay.sessions.connect(protocol, socket);

  private void open() {
    session.receive(V1Frames.opening(user, CANISTER, GATEWAY, 16));
  }

  @Test
  void isGreetedWithTheGatewaysNameBeforeItSaysAnything() {
    assertEquals(List.of(protocol.greeting().orElseThrow()), socket.frames());
  }

  @Test
  void opensWithItsFirstFrame() {
    open();
    ClientKey key = new ClientKey.Signing(user.principal(), 16);
    assertEquals(List.of("OPEN " + key), relay.canister().calls("OPEN"));
  }

  @Test
  void aStrangerWhoKnowsAClientKeyHarmsHimselfAlone() {
    open();
    FakeSocket other = new FakeSocket();
    ClientSession intruder = relay.sessions.connect(protocol, other);
    intruder.receive(V1Frames.opening(stranger, CANISTER, GATEWAY, 16));
    intruder.receive(V1Frames.message(stranger, CANISTER, user.principal(), 16));
    assertEquals(List.of(CloseReason.BAD_FRAME), other.reasons());
    assertEquals(List.of(), socket.reasons());
    assertEquals(List.of(), relay.canister().calls("SEND"));
  }

  @Test
  void aRecordedOpeningDoesNotThrowItsClientOff() {
    open();
    FakeSocket other = new FakeSocket();
    relay.sessions.connect(protocol, other).receive(V1Frames.opening(user, CANISTER, GATEWAY, 16));
    assertEquals(List.of(CloseReason.POLICY), other.reasons());
    assertEquals(List.of(), socket.reasons());
  }

  @Test
  void aMessageForAnotherCanisterIsNotSentToThisOne() {
    open();
    session.receive(V1Frames.message(user, RelayFixture.OTHER_CANISTER, user.principal(), 16));
    assertEquals(List.of(CloseReason.POLICY), socket.reasons());
    assertEquals(List.of(), relay.canister().calls("SEND"));
  }

  @Test
  void aMessageOfAnotherConnectionOfTheSameUserEndsThisOne() {
    open();
    session.receive(V1Frames.message(user, CANISTER, user.principal(), 17));
    assertEquals(List.of(CloseReason.POLICY), socket.reasons());
  }

  @Test
  void aMessageBeforeTheOpeningIsRefused() {
    session.receive(V1Frames.message(user, CANISTER, user.principal(), 16));
    assertEquals(List.of(CloseReason.BAD_FRAME), socket.reasons());
    assertEquals(List.of(), relay.canister().calls());
  }

  private void openDelegated(Instant... ends) {
    Identity signer = user;
    for (Instant end : ends) {
      signer =
          DelegatedIdentity.delegate(
              signer, Ed25519Identity.generate(new SecureRandom()), end, List.of());
    }
    session.receive(V1Frames.opening(signer, CANISTER, GATEWAY, 16));
  }

  @Test
  void endsWhenTheEarliestDelegationOfItsOpeningDoes() {
    openDelegated(SdkFrame.NOW.plusSeconds(7_200), SdkFrame.NOW.plusSeconds(3_600));
    ClientKey key = new ClientKey.Signing(user.principal(), 16);
    relay.scheduler.advance(Duration.ofHours(1).minusMillis(1));
    assertEquals(List.of(), socket.reasons());
    relay.scheduler.advance(Duration.ofMillis(1));
    assertEquals(List.of(CloseReason.SESSION_EXPIRED), socket.reasons());
    assertEquals(List.of("CLOSE " + key), relay.canister().calls("CLOSE"));
    assertTrue(session.ended().isDone());
  }

  @Test
  void leavesNoAlarmBehindWhenItEndsBefore() {
    openDelegated(SdkFrame.NOW.plusSeconds(3_600));
    session.disconnected();
    assertEquals(List.of(), relay.scheduler.delays());
  }

  @Test
  void aKeyWithoutDelegationHasNoEnd() {
    open();
    relay.scheduler.advance(Duration.ofDays(1));
    assertEquals(List.of(), socket.reasons());
  }

  @Test
  void oneCanisterServesBothProtocolsAtOnce() {
    open();
    RelayFixture.Client poc = relay.open(16);
    assertEquals(2, relay.canisters.size());
    assertEquals(poc.session(), relay.canisters.find(poc.destination(), poc.key()).get());
    assertEquals(
        session,
        relay
            .canisters
            .find(new Destination(protocol, CANISTER), new ClientKey.Signing(user.principal(), 16))
            .get());
    session.disconnected();
    assertEquals(1, relay.canisters.size());
    assertTrue(poc.socket().reasons().isEmpty());
  }
}
