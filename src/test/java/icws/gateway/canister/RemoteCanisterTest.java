package icws.gateway.canister;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.poc.PocFrames;
import icws.gateway.wire.poc.PocProtocol;
import icws.gateway.wire.v1.V1Protocol;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Outcome;
import icws.ic.agent.Urgency;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.identity.EnvelopeVerifier;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RemoteCanisterTest {

  private static final Principal ID = Principal.parse("bw4dl-smaaa-aaaaa-qaacq-cai");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  // From the protocol's test vector: the seed is 32 bytes of 07.
  private static final String VECTOR_KEY =
      "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c";
  private static final String VECTOR_SIGNATURE =
      "d1c69093aa6727773aeb4629d620f3b074d6ac21118806918da9dbd167cdc884"
          + "d6816aaf386733b3f59e4506e1e86212f6f0f3181c111135353fb5b301618101";

  private final FakeAgent agent = new FakeAgent();
  private long nanos;
  private final PocProtocol protocol = new PocProtocol();
  private final Canister canister =
      new RemoteCanister(
          ID,
          protocol,
          agent,
          new SigningNetwork("this network").verifierAt(NOW),
          new CertifiedAnswers(agent, () -> nanos),
          LoneCalls.shared(),
          Clock.systemUTC());

  private ClientFrame.Opening opening(String signature) {
    Bytes frame =
        PocFrames.opening(PocFrames.openingContent(ID.toString(), 16), Bytes.ofHex(signature));
    return (ClientFrame.Opening) protocol.read(frame);
  }

  private static Outcome replied(CandidValue value) {
    return new Outcome.Replied(Candid.encode(value));
  }

  private static Failure.Kind failure(CompletableFuture<?> answer) {
    return assertInstanceOf(Failure.class, answer.join()).kind();
  }

  @Test
  void authenticatesWithTheRegisteredKey() {
    agent.answer(replied(CandidValue.blob(Bytes.ofHex(VECTOR_KEY))));
    assertEquals(Accepted.ACCEPTED, canister.authenticate(opening(VECTOR_SIGNATURE)).join());
    assertEquals(
        List.of("query ws_get_client_key 4449444c0001781000000000000000"), agent.requests());
  }

  @Test
  void aKeyThatDidNotSignIsABadSignatureIfTheCanisterCertifiesIt() {
    agent.answer(replied(CandidValue.blob(Bytes.ofHex(VECTOR_KEY))));
    String other = "00".repeat(64);
    assertEquals(Failure.Kind.BAD_SIGNATURE, failure(canister.authenticate(opening(other))));
    assertEquals(
        List.of(
            "query ws_get_client_key 4449444c0001781000000000000000",
            "call ws_get_client_key 4449444c0001781000000000000000"),
        agent.requests());
  }

  @ParameterizedTest
  @CsvSource({"4, IC0406", "5, IC0502", "5, IC0503"})
  void aCanisterThatCertifiesNotToGiveTheKeyDoesNotKnowTheClient(int code, String errorCode) {
    agent.answer(new Outcome.Rejected(code, "unknown client 16", errorCode, false));
    agent.answerCalls(new Outcome.Rejected(code, "unknown client 16", errorCode, true));
    assertEquals(
        Failure.Kind.UNKNOWN_CLIENT, failure(canister.authenticate(opening(VECTOR_SIGNATURE))));
  }

  @ParameterizedTest
  @CsvSource({
    "3, IC0301, Canister not found, UNKNOWN_CANISTER",
    "3, '', canister_not_found, UNKNOWN_CANISTER",
    "5, IC0536, Canister has no update method 'ws_open', NOT_A_WEBSOCKET_CANISTER",
    "3, '', Canister has no update method 'ws_open', NOT_A_WEBSOCKET_CANISTER",
    "5, IC0537, the canister contains no Wasm module, NOT_A_WEBSOCKET_CANISTER",
    "5, IC0502, trapped, REJECTED",
    "5, IC0508, Canister is stopped, UNAVAILABLE",
    "5, IC0207, out of cycles, UNAVAILABLE",
    "2, IC0201, queue full, UNAVAILABLE",
    "6, '', unknown, UNAVAILABLE",
    "1, '', fatal, UNREACHABLE",
  })
  void certifiedRejectionsAreToldApart(
      int code, String errorCode, String message, Failure.Kind kind) {
    agent.answer(new Outcome.Rejected(code, message, errorCode, true));
    assertEquals(kind, failure(canister.open(opening(VECTOR_SIGNATURE)).make()));
  }

  @Test
  void noAnswerIsPassingIfTheAgentSaysSo() {
    agent.answer(new Outcome.Unavailable(true, "timeout"));
    assertEquals(Failure.Kind.UNAVAILABLE, failure(poll()));
    agent.answer(new Outcome.Unavailable(false, "shut down"));
    assertEquals(Failure.Kind.UNREACHABLE, failure(poll()));
    agent.answer(new Outcome.Untrusted("signature"));
    assertEquals(Failure.Kind.UNTRUSTED, failure(canister.open(opening(VECTOR_SIGNATURE)).make()));
  }

  @Test
  void whatWasNotSentIsToldApartByWhetherTheNetworkIsThere() {
    agent.answer(new Outcome.NotSent(true, "no room"));
    assertEquals(Failure.Kind.NOT_SENT, failure(poll()));
    agent.answer(new Outcome.NotSent(false, "refused"));
    assertEquals(Failure.Kind.NOT_CONNECTED, failure(poll()));
  }

  private CompletableFuture<PollAnswer> poll() {
    return canister.poll(0, Optional.empty(), Urgency.EXPECTANT);
  }

  @Test
  void opensWithTheContentAndItsSignature() {
    agent.answer(replied(CandidValue.bool(true)));
    assertEquals(Accepted.ACCEPTED, canister.open(opening(VECTOR_SIGNATURE)).make().join());
    Bytes argument =
        Candid.encode(
            CandidValue.blob(PocFrames.openingContent(ID.toString(), 16)),
            CandidValue.blob(Bytes.ofHex(VECTOR_SIGNATURE)));
    assertEquals(List.of("call ws_open " + argument.hex()), agent.requests());
  }

  @Test
  void falseIsARefusalOfAClientThatTheCanisterKnows() {
    agent.answer(replied(CandidValue.bool(false)));
    agent.answer("ws_get_client_key", replied(CandidValue.blob(Bytes.ofHex(VECTOR_KEY))));
    assertEquals(Failure.Kind.REFUSED, failure(canister.open(opening(VECTOR_SIGNATURE)).make()));
    assertEquals(Failure.Kind.REFUSED, failure(canister.send(message()).make()));
    String question = "query ws_get_client_key 4449444c0001781000000000000000";
    assertEquals(
        List.of(question, question),
        agent.requests().stream().filter(asked -> asked.startsWith("query")).toList());
  }

  @ParameterizedTest
  @CsvSource({"4, IC0406", "5, IC0503"})
  void falseForAClientThatTheCanisterRejectsIsNoRefusal(int code, String errorCode) {
    agent.answer(replied(CandidValue.bool(false)));
    agent.answer(
        "ws_get_client_key", new Outcome.Rejected(code, "unknown client 16", errorCode, true));
    assertEquals(
        Failure.Kind.UNKNOWN_CLIENT, failure(canister.open(opening(VECTOR_SIGNATURE)).make()));
    nanos += Proofs.REMEMBERED.toNanos();
    assertEquals(Failure.Kind.UNKNOWN_CLIENT, failure(canister.send(message()).make()));
  }

  @Test
  void falseIsARefusalWhereOnlyOneReplicaDoesNotKnowTheClient() {
    agent.answer(replied(CandidValue.bool(false)));
    agent.answer(
        "ws_get_client_key", new Outcome.Rejected(5, "unknown client 16", "IC0503", false));
    agent.answerCalls(replied(CandidValue.bool(false)));
    assertEquals(Failure.Kind.REFUSED, failure(canister.send(message()).make()));
  }

  @Test
  void falseIsARefusalWhereNobodyAnswersForTheClient() {
    agent.answer(replied(CandidValue.bool(false)));
    for (Outcome silence :
        List.of(
            new Outcome.Unavailable(true, "timeout"),
            new Outcome.Untrusted("signature"),
            new Outcome.Rejected(5, "Canister is stopped", "IC0508", false))) {
      agent.answer("ws_get_client_key", silence);
      assertEquals(Failure.Kind.REFUSED, failure(canister.send(message()).make()));
    }
  }

  private ClientFrame.Message message() {
    return (ClientFrame.Message) protocol.read(PocFrames.message(16, 3, "hello"));
  }

  @Test
  void anAnswerOfAnotherTypeIsNotAWebSocketCanisters() {
    agent.answer(replied(CandidValue.text("yes")));
    assertEquals(
        Failure.Kind.NOT_A_WEBSOCKET_CANISTER,
        failure(canister.authenticate(opening(VECTOR_SIGNATURE))));
    assertEquals(
        Failure.Kind.NOT_A_WEBSOCKET_CANISTER,
        failure(canister.open(opening(VECTOR_SIGNATURE)).make()));
  }

  @Test
  void sendsAFrameByteForByte() {
    Bytes frame = PocFrames.message(16, 3, "hello");
    agent.answer(replied(CandidValue.bool(true)));
    assertEquals(Accepted.ACCEPTED, canister.send(message()).make().join());
    Bytes argument = Candid.encode(CandidValue.blob(frame));
    assertEquals(List.of("call ws_message " + argument.hex()), agent.requests());
  }

  @Test
  void closesAClient() {
    agent.answer(new Outcome.Replied(Candid.encode()));
    assertEquals(Accepted.ACCEPTED, canister.close(new ClientKey.Numbered(16)).make().join());
    assertEquals(List.of("call ws_close 4449444c0001781000000000000000"), agent.requests());
  }

  @Test
  void aCanisterOfV1ThatDoesNotHaveTheClientRefusesToCloseIt() {
    EnvelopeVerifier unused =
        new EnvelopeVerifier(
            Clock.systemUTC(),
            () -> {
              throw new AssertionError("nothing is verified here");
            });
    Canister v1 =
        new RemoteCanister(
            ID,
            new V1Protocol(ID, unused),
            agent,
            new SigningNetwork("this network").verifierAt(NOW),
            new CertifiedAnswers(agent, () -> nanos),
            LoneCalls.shared(),
            Clock.systemUTC());
    ClientKey client = new ClientKey.Signing(ID, 16);
    agent.answer(replied(CandidValue.variant("Ok", CandidValue.nullValue())));
    assertEquals(Accepted.ACCEPTED, v1.close(client).make().join());
    agent.answer(replied(CandidValue.variant("Err", CandidValue.text("no such client"))));
    assertEquals(Failure.Kind.REFUSED, failure(v1.close(client).make()));
  }
}
