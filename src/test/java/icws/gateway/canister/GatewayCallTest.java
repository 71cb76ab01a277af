package icws.gateway.canister;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.poc.PocFrames;
import icws.gateway.wire.poc.PocProtocol;
import icws.ic.Principal;
import icws.ic.agent.Outcome;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A call in the gateway's name that is made more than once. */
final class GatewayCallTest {

  private static final Principal ID = Principal.parse("bw4dl-smaaa-aaaaa-qaacq-cai");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant EXPIRY = START.plus(Duration.ofMinutes(3));
  private static final Outcome AWAY = new Outcome.Unavailable(true, "no answer");
  private static final Outcome YES = answer(true);
  private static final Outcome NO = answer(false);

  private final FakeAgent agent = new FakeAgent();
  private final MovingClock clock = new MovingClock();
  private final PocProtocol protocol = new PocProtocol();
  private final RepeatableCall call =
      canister().send((ClientFrame.Message) protocol.read(PocFrames.message(16, 3, "hello")));

  private Canister canister() {
    return new RemoteCanister(
        ID,
        protocol,
        agent,
        new SigningNetwork("this network").verifierAt(START),
        new CertifiedAnswers(agent, System::nanoTime),
        LoneCalls.shared(),
        clock);
  }

  private static final class MovingClock extends Clock {
    private Instant now = START;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  private static Outcome answer(boolean yes) {
    return new Outcome.Replied(Candid.encode(CandidValue.bool(yes)));
  }

  private Verdict make(Outcome outcome) {
    agent.answer(outcome);
    return call.make().join();
  }

  private Failure.Kind failure(Outcome outcome) {
    return assertInstanceOf(Failure.class, make(outcome)).kind();
  }

  @Test
  void isTheSameCallHoweverOftenItIsMadeSoThatItsAnswerIsTheAnswer() {
    agent.expiry(EXPIRY);
    assertEquals(Failure.Kind.UNAVAILABLE, failure(AWAY));
    clock.now = EXPIRY.minusSeconds(6);
    assertEquals(Failure.Kind.REFUSED, failure(NO));
    assertEquals(Accepted.ACCEPTED, make(YES));
    assertEquals(List.of("call 1", "call 1", "call 1"), agent.submitted());
  }

  @Test
  void isSignedAnewOnceItHasExpiredAndThenARefusalSaysNothing() {
    agent.expiry(EXPIRY);
    assertEquals(Failure.Kind.UNAVAILABLE, failure(AWAY));
    clock.now = EXPIRY;
    agent.expiry(EXPIRY.plus(Duration.ofMinutes(3)));
    Failure doubt = assertInstanceOf(Failure.class, make(NO));
    assertEquals(Failure.Kind.UNREACHABLE, doubt.kind());
    assertEquals("an earlier try was not answered; now: the canister answered false", doubt.text());
    assertEquals(
        Failure.Kind.UNREACHABLE, failure(new Outcome.Rejected(5, "trapped", "IC0502", true)));
    assertEquals(Accepted.ACCEPTED, make(YES));
    assertEquals(List.of("call 1", "call 2", "call 2", "call 2"), agent.submitted());
  }

  @Test
  void callsOfTheSameMessageAreCallsOfTheirOwn() {
    ClientFrame.Message message =
        (ClientFrame.Message) protocol.read(PocFrames.message(16, 3, "hi"));
    Canister canister = canister();
    agent.answer(YES);
    canister.send(message).make().join();
    canister.send(message).make().join();
    assertEquals(List.of("call 1", "call 2"), agent.submitted());
  }
}
