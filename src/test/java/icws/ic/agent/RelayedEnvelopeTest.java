package icws.ic.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.agent.Outcome.Replied;
import icws.ic.agent.Outcome.Unavailable;
import icws.ic.agent.ScriptedNetwork.Answer;
import icws.ic.identity.Envelope;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Calls that others have signed, as the agent hands them on. */
class RelayedEnvelopeTest extends AgentFixture {
  @Test
  void strangersEnvelopeIsRelayedByteForByte() {
    onCall("v4", body -> Answer.ok(certified(replied(body))));
    Envelope envelope = strangersCall();
    Bytes signed = envelope.encode();

    assertEquals(new Replied(REPLY), agent.relay(signed, CANISTER, envelope.requestId()).join());
    assertEquals(signed, network.requests().get(0).body());
  }

  @Test
  void strangersEnvelopeIsSentAgainUntilTheReplyIsThere() {
    AtomicInteger attempts = new AtomicInteger();
    onCall(
        "v4",
        body ->
            attempts.incrementAndGet() < 3
                ? new Answer(202, Bytes.EMPTY)
                : Answer.ok(certified(replied(body))));
    Envelope envelope = strangersCall();

    assertEquals(
        new Replied(REPLY), agent.relay(envelope.encode(), CANISTER, envelope.requestId()).join());
    assertEquals(3, network.requests().size());
  }

  @Test
  void strangersEnvelopesBeginWithTheBestVersionWhateverOneMachineHasSaid() {
    onCall("v2", body -> new Answer(202, Bytes.EMPTY));
    for (int i = 0; i < CallEndpoint.CALLS_IN_A_ROW; i++) {
      Envelope envelope = strangersCall();
      assertInstanceOf(
          Unavailable.class,
          agent(Duration.ofMillis(100))
              .relay(envelope.encode(), CANISTER, envelope.requestId())
              .join());
    }
    onCall("v4", body -> Answer.ok(certified(replied(body))));
    Envelope envelope = strangersCall();
    assertEquals(
        new Replied(REPLY), agent.relay(envelope.encode(), CANISTER, envelope.requestId()).join());
    assertEquals(new Replied(REPLY), call());
    assertTrue(network.paths().get(network.paths().size() - 1).startsWith("/api/v4/"));
  }
}
