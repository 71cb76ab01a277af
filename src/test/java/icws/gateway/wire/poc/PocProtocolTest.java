package icws.gateway.wire.poc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.wire.CanisterCall;
import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.MessageBatch;
import icws.gateway.wire.Proof;
import icws.gateway.wire.ProtocolException;
import icws.gateway.wire.ReplyException;
import icws.gateway.wire.WireProtocol;
import icws.gateway.wire.WireProtocolContract;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.certificate.WitnessTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PocProtocolTest extends WireProtocolContract {

  private static final String VECTOR_CONTENT =
      "d9d9f7a26b63616e69737465725f6964781b"
          + "627734646c2d736d6161612d61616161612d71616163712d636169"
          + "69636c69656e745f696410";
  private static final String VECTOR_SIGNATURE =
      "d1c69093aa6727773aeb4629d620f3b074d6ac21118806918da9dbd167cdc884"
          + "d6816aaf386733b3f59e4506e1e86212f6f0f3181c111135353fb5b301618101";
  private static final String VECTOR_KEY =
      "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c";

  /** {client_canister_id, sig} of the test vector. */
  private static final String VECTOR_FRAME =
      "a2"
          + "72636c69656e745f63616e69737465725f6964"
          + "5838"
          + VECTOR_CONTENT
          + "63736967"
          + "5840"
          + VECTOR_SIGNATURE;

  private final PocProtocol protocol = new PocProtocol();

  @Override
  protected WireProtocol protocol() {
    return protocol;
  }

  @Override
  protected Bytes opening() {
    return PocFrames.opening(CANISTER.toString(), 16);
  }

  @Override
  protected Bytes message() {
    return PocFrames.message(16, 0, "hello");
  }

  @Override
  protected Bytes yes() {
    return Candid.encode(CandidValue.bool(true));
  }

  @Override
  protected Bytes no() {
    return Candid.encode(CandidValue.bool(false));
  }

  @Override
  protected Bytes batch(long... nonces) {
    return batchOf(
        LongStream.of(nonces)
            .mapToObj(nonce -> message(key(nonce), 16, PocFrames.content(16, 0, "hello")))
            .toList());
  }

  @Override
  protected Bytes batchOf(Bytes content) {
    return batchOf(List.of(message(key(0), 16, content)));
  }

  private static String key(long nonce) {
    return GATEWAY + "_%020d".formatted(nonce);
  }

  private static CandidValue message(String key, long client, Bytes content) {
    return CandidValue.record(
        Map.of(
            "client_id", CandidValue.nat64(client),
            "key", CandidValue.text(key),
            "val", CandidValue.blob(content)));
  }

  private static Bytes batchOf(List<CandidValue> messages) {
    return Candid.encode(
        CandidValue.record(
            Map.of(
                "messages", CandidValue.vec(messages),
                "cert", CandidValue.blob(Bytes.utf8("certificate")),
                "tree", CandidValue.blob(Bytes.utf8("tree")))));
  }

  private static Proof.ByCanister proof(ClientFrame.Opening opening) {
    return assertInstanceOf(Proof.ByCanister.class, opening.proof());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "d9d9f7"})
  void readsTheTestVectorWithAndWithoutTag(String tag) {
    ClientFrame.Opening opening =
        (ClientFrame.Opening) protocol.read(Bytes.ofHex(tag + VECTOR_FRAME));
    assertEquals(Principal.parse("bw4dl-smaaa-aaaaa-qaacq-cai"), opening.canister());
    assertEquals(new ClientKey.Numbered(16), opening.client());
    assertEquals(
        new CanisterCall.Query("ws_get_client_key", Bytes.ofHex("4449444c0001781000000000000000")),
        proof(opening).question());
    assertTrue(proof(opening).holds(Candid.encode(CandidValue.blob(Bytes.ofHex(VECTOR_KEY)))));
    assertEquals(
        new CanisterCall.Update(
            "ws_open",
            Candid.encode(
                CandidValue.blob(Bytes.ofHex(VECTOR_CONTENT)),
                CandidValue.blob(Bytes.ofHex(VECTOR_SIGNATURE)))),
        opening.open());
  }

  @Test
  void asksForTheKeyOfAClientThatMayBeForgotten() {
    assertEquals(
        Optional.of(
            new CanisterCall.Query(
                "ws_get_client_key", Bytes.ofHex("4449444c0001781000000000000000"))),
        protocol.inquiry(new ClientKey.Numbered(16)));
  }

  @Test
  void aProofHoldsForTheSignersKeyAlone() {
    ClientFrame.Opening opening = (ClientFrame.Opening) protocol.read(Bytes.ofHex(VECTOR_FRAME));
    Bytes otherKey =
        Bytes.ofHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    assertFalse(proof(opening).holds(Candid.encode(CandidValue.blob(otherKey))));
    Bytes shortKey = Candid.encode(CandidValue.blob(Bytes.ofHex("01")));
    assertThrows(ReplyException.class, () -> proof(opening).holds(shortKey));
    Bytes noKey = Candid.encode();
    assertThrows(ReplyException.class, () -> proof(opening).holds(noKey));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "d9d9f7"})
  void forwardsAMessageByteForByte(String tag) {
    // {val: {message: h'01', client_id: 16, timestamp: 2, sequence_num: 1, extra: null}, sig}
    Bytes frame =
        Bytes.ofHex(
            tag
                + "a2"
                + "6376616c"
                + "5836"
                + "a5676d657373616765410169636c69656e745f6964106974696d657374616d7002"
                + "6c73657175656e63655f6e756d01656578747261f6"
                + "63736967"
                + "5840"
                + "00".repeat(64));
    assertEquals(
        new ClientFrame.Message(
            new ClientKey.Numbered(16),
            new CanisterCall.Update("ws_message", Candid.encode(CandidValue.blob(frame)))),
        protocol.read(frame));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f6", // null
        "10", // an integer
        "a0", // neither field
        "a1636b6579f6", // neither field
        "a16376616c4100", // val is no CBOR map
        "a16376616ca0", // val is no byte string
        "a26376616c41a0637369674100", // val is empty, sig too short
        "bf63736967", // ends early
        "a1636b65793b7fffffffffffffff", // a huge negative integer
        "a16376616c5b7fffffffffffffff", // a huge length
        "9f9f9f9f9f9f9f9f9f9f9f9f", // deep
      })
  void refusesOtherShapes(String hex) {
    Bytes frame = Bytes.ofHex(hex);
    ProtocolException refusal = assertThrows(ProtocolException.class, () -> protocol.read(frame));
    assertEquals(CloseReason.BAD_FRAME, refusal.reason());
  }

  @Test
  void writesTheFrameToTheClientUntagged() {
    MessageBatch batch =
        new MessageBatch(
            List.of(), Bytes.ofHex("c0ffee"), new WitnessTree(Bytes.ofHex("830241618100")), false);
    CanisterMessage message =
        new CanisterMessage(
            new ClientKey.Numbered(16), "g_1", 1, Optional.empty(), Bytes.ofHex("0102"));
    assertEquals(
        "a4"
            + "636b6579"
            + "63675f31"
            + "6376616c"
            + "420102"
            + "6463657274"
            + "43c0ffee"
            + "6474726565"
            // A digest is all that this tree has for the message.
            + "5827"
            + "d9d9f7"
            + "82045820"
            + "df91b676b4247c4fb24098fdb6ae7d75c24188e9810d63dacc4d004d26578d46",
        protocol.frame(batch, message).hex());
  }

  @Test
  void asksFromANonceAndClosesByClientId() {
    assertEquals(
        new CanisterCall.Query("ws_get_messages", Bytes.ofHex("4449444c0001780001000000000000")),
        protocol.poll(256));
    assertEquals(
        new CanisterCall.Update("ws_close", Bytes.ofHex("4449444c000178ffffffffffffffff")),
        protocol.close(new ClientKey.Numbered(-1)));
  }

  @Test
  void fiftyMessagesMayMeanThatThereAreMore() {
    long[] nonces = LongStream.range(16, 66).toArray();
    assertTrue(protocol.readBatch(batch(nonces), GATEWAY, 0).more());
    assertFalse(protocol.readBatch(batch(LongStream.range(16, 65).toArray()), GATEWAY, 0).more());
  }

  @Test
  void noncesAreUnsigned() {
    MessageBatch batch = protocol.readBatch(batchWithKeys("09223372036854775808"), GATEWAY, 5);
    assertEquals(Long.MIN_VALUE, batch.messages().get(0).nonce());
    Bytes tooBig = batchWithKeys("18446744073709551616");
    assertThrows(ReplyException.class, () -> protocol.readBatch(tooBig, GATEWAY, 5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"16", "+0000000000000000016", "0000000000000000001x", ""})
  void refusesKeysThatAreNotSpelledAsTheCanisterDoes(String digits) {
    Bytes reply = batchWithKeys(digits);
    assertThrows(ReplyException.class, () -> protocol.readBatch(reply, GATEWAY, 0));
  }

  @Test
  void refusesAMessageThatIsCertifiedForAnotherClient() {
    Bytes misrouted =
        batchOf(List.of(message(key(16), 17, PocFrames.content(16, 0, "not for 17"))));
    assertThrows(ReplyException.class, () -> protocol.readBatch(misrouted, GATEWAY, 0));
  }

  private static Bytes batchWithKeys(String... digits) {
    List<CandidValue> messages = new ArrayList<>();
    for (String nonce : digits) {
      messages.add(message(GATEWAY + "_" + nonce, 16, PocFrames.content(16, 0, "hello")));
    }
    return batchOf(messages);
  }
}
