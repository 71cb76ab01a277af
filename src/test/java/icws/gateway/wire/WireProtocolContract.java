package icws.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.cbor.CborMap;
import icws.ic.certificate.HashTree;
import icws.ic.certificate.WitnessTree;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** What every protocol has to pass. */
public abstract class WireProtocolContract {

  protected static final Principal CANISTER = Principal.of(Bytes.ofHex("00000000000000010101"));
  protected static final Principal GATEWAY = Principal.selfAuthenticating(Bytes.utf8("gateway"));

  /** The CBOR of the field {@code client_id : 16}. */
  private static final String CLIENT_16 = "69636c69656e745f696410";

  private static final int MUTATIONS = 2_000;
  private static final Set<CloseReason> REFUSALS =
      Set.of(CloseReason.BAD_FRAME, CloseReason.BAD_SIGNATURE);

  protected abstract WireProtocol protocol();

  /** A first frame for {@link #CANISTER}. */
  protected abstract Bytes opening();

  /** A message from the client of {@link #opening}. */
  protected abstract Bytes message();

  /** The reply to an opening or a message that is accepted. */
  protected abstract Bytes yes();

  /** The reply to an opening or a message that is refused. */
  protected abstract Bytes no();

  /** The reply to a poll of {@link #GATEWAY}'s, with messages of these nonces. */
  protected abstract Bytes batch(long... nonces);

  /** The reply to a poll of {@link #GATEWAY}'s, with one message for client 16. */
  protected abstract Bytes batchOf(Bytes content);

  @Test
  public void frameToAClientShowsItsMessageAlone() {
    CanisterMessage first = shown("gateway_1", "for one");
    CanisterMessage second = shown("gateway_2", "for another");
    WitnessTree tree = Trees.showing(first, second);
    MessageBatch batch =
        new MessageBatch(List.of(first, second), Bytes.utf8("certificate"), tree, false);
    CborMap frame = CborMap.read(protocol().frame(batch, second));
    HashTree part = HashTree.decode(frame.bytes("tree"));
    assertEquals(tree.digest(), part.digest());
    assertEquals(List.of(Bytes.utf8("gateway_2")), part.labelsAt(MessageBatch.TREE_LABEL));
    assertEquals(Bytes.utf8("certificate"), frame.bytes("cert"));
    assertEquals("gateway_2", frame.text("key"));
  }

  private static CanisterMessage shown(String key, String content) {
    return new CanisterMessage(
        new ClientKey.Nobody(), key, 1, Optional.empty(), Bytes.utf8(content));
  }

  @Test
  public void readsAFirstFrame() {
    ClientFrame.Opening opening =
        assertInstanceOf(ClientFrame.Opening.class, protocol().read(opening()));
    assertEquals(CANISTER, opening.canister());
    assertEquals(opening, protocol().read(opening()));
  }

  @Test
  public void readsAMessageOfTheSameClient() {
    ClientFrame.Message message =
        assertInstanceOf(ClientFrame.Message.class, protocol().read(message()));
    assertEquals(protocol().read(opening()).client(), message.client());
  }

  @Test
  public void mutatedFramesAreReadOrRefusedAndNothingElse() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] frame = (i % 2 == 0 ? opening() : message()).toByteArray();
      frame[random.nextInt(frame.length)] = (byte) random.nextInt();
      refused += isRefused(Bytes.wrap(frame)) ? 1 : 0;
    }
    assertNotEquals(0, refused);
  }

  @Test
  public void truncatedFramesAreRefused() {
    for (Bytes frame : List.of(opening(), message())) {
      for (int end = 0; end < frame.size(); end++) {
        assertTrue(isRefused(frame.slice(0, end)), "cut at " + end);
      }
    }
  }

  private boolean isRefused(Bytes frame) {
    try {
      protocol().read(frame);
      return false;
    } catch (ProtocolException e) {
      assertTrue(REFUSALS.contains(e.reason()), "refused with " + e.reason());
      return true;
    }
  }

  @Test
  public void tellsYesFromNo() {
    assertTrue(protocol().readRefusal(yes()).isEmpty());
    assertFalse(protocol().readRefusal(no()).orElseThrow().isEmpty());
    assertThrows(ReplyException.class, () -> protocol().readRefusal(Bytes.utf8("maybe")));
  }

  @Test
  public void readsABatchInOrder() {
    MessageBatch batch = protocol().readBatch(batch(3, 4, 7), GATEWAY, 3);
    assertEquals(
        List.of(3L, 4L, 7L), batch.messages().stream().map(CanisterMessage::nonce).toList());
    assertEquals(3, batch.first().nonce());
    assertEquals(7, batch.last().nonce());
  }

  @Test
  public void readsAnEmptyBatch() {
    MessageBatch batch = protocol().readBatch(batch(), GATEWAY, 3);
    assertTrue(batch.isEmpty());
    assertFalse(batch.more());
  }

  @Test
  public void readsTheNumberAndTheDateOfAMessage() {
    String upTo = CLIENT_16 + "6c73657175656e63655f6e756d";
    String date = "6974696d657374616d70";
    assertEquals(
        Optional.of(new Sequence(7, 1_700_000_000_000_000_001L)),
        sequenceOf("d9d9f7a3" + upTo + "07" + date + "1b17979cfe362a0001"));
    assertEquals(Optional.of(new Sequence(7, 9)), sequenceOf("a3" + upTo + "07" + date + "09"));
    assertEquals(
        Optional.of(new Sequence(-1, -2)),
        sequenceOf("a3" + upTo + "1bffffffffffffffff" + date + "1bfffffffffffffffe"));
  }

  @Test
  public void readsMessagesWithoutANumberOrADate() {
    assertEquals(Optional.empty(), sequenceOf("a1" + CLIENT_16));
    assertEquals(Optional.empty(), sequenceOf("a2" + CLIENT_16 + "6c73657175656e63655f6e756d07"));
    assertEquals(
        Optional.empty(),
        sequenceOf("a3" + CLIENT_16 + "6c73657175656e63655f6e756d20" + "6974696d657374616d7009"));
  }

  private Optional<Sequence> sequenceOf(String content) {
    Bytes reply = batchOf(Bytes.ofHex(content));
    return protocol().readBatch(reply, GATEWAY, 0).first().sequence();
  }

  @Test
  public void refusesBatchesOutOfOrder() {
    assertThrows(ReplyException.class, () -> protocol().readBatch(batch(4, 3), GATEWAY, 0));
    assertThrows(ReplyException.class, () -> protocol().readBatch(batch(3, 3), GATEWAY, 0));
    assertThrows(ReplyException.class, () -> protocol().readBatch(batch(3), GATEWAY, 4));
  }

  @Test
  public void refusesAnotherGatewaysBatch() {
    assertThrows(
        ReplyException.class, () -> protocol().readBatch(batch(3), Principal.ANONYMOUS, 0));
  }

  @Test
  public void truncatedBatchesAreRefused() {
    Bytes reply = batch(3, 4);
    for (int end = 0; end < reply.size(); end++) {
      Bytes cut = reply.slice(0, end);
      assertThrows(ReplyException.class, () -> protocol().readBatch(cut, GATEWAY, 0));
    }
  }
}
