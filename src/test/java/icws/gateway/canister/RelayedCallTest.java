package icws.gateway.canister;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.Proof;
import icws.gateway.wire.v1.V1Protocol;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.SdkFrame;
import icws.ic.agent.Outcome;
import icws.ic.agent.Urgency;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.identity.Envelope;
import icws.ic.identity.EnvelopeVerifier;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Calls that a client has signed, and what their replies mean for it. */
final class RelayedCallTest {

  private static final Principal ID = Principal.of(Bytes.ofHex("00000000000000010101"));
  private static final SdkFrame FRAME = SdkFrame.ED25519;

  private final FakeAgent agent = new FakeAgent();
  private final V1Protocol protocol =
      new V1Protocol(
          Principal.selfAuthenticating(Bytes.utf8("gateway")),
          new EnvelopeVerifier(
              SdkFrame.clock(0),
              () -> {
                throw new AssertionError("no canister has signed");
              }));
  private final Canister canister = canisterAt(SdkFrame.clock(0));
  private final ClientFrame.Opening opening =
      ((ClientFrame.Opening) protocol.read(FRAME.frame())).with(new Proof.Settled());

  private Canister canisterAt(Clock clock) {
    return new RemoteCanister(
        ID,
        protocol,
        agent,
        new SigningNetwork("this network").verifierAt(SdkFrame.NOW),
        new CertifiedAnswers(agent, System::nanoTime),
        LoneCalls.shared(),
        clock);
  }

  private static Outcome replied(CandidValue value) {
    return new Outcome.Replied(Candid.encode(value));
  }

  @Test
  void isNotMadeForAnOpeningThatNobodyHasVerified() {
    ClientFrame.Opening unproved = (ClientFrame.Opening) protocol.read(FRAME.frame());
    assertThrows(IllegalStateException.class, () -> canister.authenticate(unproved));
  }

  @Test
  void goesOutAsItWasSignedAndNothingIsAskedBefore() {
    agent.answer(replied(CandidValue.variant("Ok", CandidValue.nullValue())));
    assertEquals(Accepted.ACCEPTED, canister.authenticate(opening).join());
    assertEquals(Accepted.ACCEPTED, canister.open(opening).make().join());
    Bytes requestId = Envelope.decode(FRAME.envelope()).requestId();
    assertEquals(
        List.of("relay " + FRAME.envelope().hex() + " " + requestId.hex()), agent.requests());
  }

  @Test
  void isNotSpentAfterItsEnd() {
    Instant end = Envelope.decode(FRAME.envelope()).ingressExpiry();
    Canister late = canisterAt(Clock.fixed(end, ZoneOffset.UTC));
    Failure failure = assertInstanceOf(Failure.class, late.open(opening).make().join());
    assertEquals(CloseReason.TRY_AGAIN_LATER, failure.closeReason());
    assertEquals("what the client signed expired while it waited", failure.text());
    assertFalse(failure.isPassing());
    assertEquals(List.of(), agent.requests());
  }

  @Test
  void isSpentUntilItsEnd() {
    Instant end = Envelope.decode(FRAME.envelope()).ingressExpiry();
    agent.answer(replied(CandidValue.variant("Ok", CandidValue.nullValue())));
    Canister intime = canisterAt(Clock.fixed(end.minusNanos(1), ZoneOffset.UTC));
    assertEquals(Accepted.ACCEPTED, intime.open(opening).make().join());
  }

  @Test
  void endsWithTheDelegationThatItWasSignedUnder() {
    Envelope envelope = Envelope.decode(SdkFrame.DELEGATION_EXPIRED.envelope());
    Instant end = envelope.delegations().get(0).delegation().expiry();
    assertTrue(end.isBefore(envelope.ingressExpiry()));
    assertEquals(end, envelope.expiry());
  }

  @Test
  void anErrReachesTheClientInTheCanistersWords() {
    agent.answer(replied(CandidValue.variant("Err", CandidValue.text("not you"))));
    assertRefused("not you");
  }

  @Test
  void aRejectReachesTheClientInTheCanistersWords() {
    agent.answer(new Outcome.Rejected(4, "come back tomorrow", "IC0406", true));
    assertRefused("come back tomorrow");
  }

  @Test
  void aTrapReachesTheClientInTheCanistersWords() {
    agent.answer(new Outcome.Rejected(5, "trapped: no such room", "IC0503", true));
    assertRefused("trapped: no such room");
  }

  private void assertRefused(String text) {
    Failure failure = assertInstanceOf(Failure.class, canister.open(opening).make().join());
    assertEquals(CloseReason.CANISTER_REFUSED, failure.closeReason());
    assertEquals(text, failure.text());
  }

  @Test
  void aPollThatIsRefusedMayBeTheCanistersWordOrALiars() {
    agent.answer(replied(CandidValue.variant("Err", CandidValue.text("unknown gateway"))));
    assertEquals(
        new Failure(Failure.Kind.UNCONFIRMED, "unknown gateway"),
        canister.poll(0, Optional.empty(), Urgency.EXPECTANT).join());
  }
}
