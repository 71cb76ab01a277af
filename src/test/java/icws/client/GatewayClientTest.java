package icws.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.concurrent.CompletionException;
import org.ic4j.types.Principal;
import org.junit.jupiter.api.Test;

/** What a client must not overlook. */
class GatewayClientTest {
  private static final String CANISTER = "bw4dl-smaaa-aaaaa-qaacq-cai";
  private static final long NOW_NANOS = System.currentTimeMillis() * 1_000_000;
  private static final ClientKeys KEYS = ClientKeys.generate();

  private final PocClient client = new PocClient(CANISTER, KEYS, 16, FrameCheck.NONE);

  private static byte[] frame(long id, long sequence, String text) {
    return Cbor.map(
        4,
        generator -> {
          generator.writeStringField("key", "gateway_00000000000000000016");
          generator.writeBinaryField(
              "val", PocFrames.message(id, sequence, NOW_NANOS, DemoText.cbor(text)));
          generator.writeBinaryField("cert", new byte[] {1});
          generator.writeBinaryField("tree", new byte[] {2});
        });
  }

  private void assertFails(byte[] frame, String why) {
    assertFalse(client.received(frame));
    assertFailed(why);
  }

  private void assertFailed(String why) {
    CompletionException failure = assertThrows(CompletionException.class, client::hear);
    assertTrue(failure.toString().contains(why), failure::toString);
  }

  @Test
  void messagesInOrderAreHeardInOrder() {
    assertFalse(client.opened().isDone());
    assertTrue(client.received(frame(16, 0, "one")));
    assertTrue(client.received(frame(16, 1, "two")));
    assertTrue(client.opened().isDone());
    assertEquals("one", client.hear());
    assertEquals("two", client.hear());
  }

  @Test
  void aGapFailsAfterWhatCameBefore() {
    assertTrue(client.received(frame(16, 0, "one")));
    assertFalse(client.received(frame(16, 2, "three")));
    assertEquals("one", client.hear());
    assertFailed("message 2 instead of 1");
  }

  @Test
  void aRepeatFails() {
    assertTrue(client.received(frame(16, 0, "one")));
    assertEquals("one", client.hear());
    assertFails(frame(16, 0, "one"), "message 0 instead of 1");
  }

  @Test
  void aMessageForAnotherFails() {
    assertFails(frame(17, 0, "one"), "for another client");
  }

  @Test
  void aFrameOfAnotherShapeFails() {
    assertFails(Cbor.map(0, generator -> {}), "val");
  }

  @Test
  void aFrameThatTheTestRejectsFails() {
    FrameCheck never =
        (key, content, certificate, tree) -> {
          throw new AssertionError(key + " is forged");
        };
    PocClient strict = new PocClient(CANISTER, KEYS, 16, never);
    assertFalse(strict.received(frame(16, 0, "one")));
    assertThrows(CompletionException.class, strict::hear);
  }

  @Test
  void aKeyOfProtocolV1IsAPrincipalAndANumber() {
    V1Client mine = new V1Client(CANISTER, KEYS, FrameCheck.NONE);
    assertTrue(mine.conversation().isMine(message(KEYS.principal(), mine.nonce())));
    assertFalse(mine.conversation().isMine(message(KEYS.principal(), mine.nonce() ^ 1)));
    assertFalse(
        mine.conversation().isMine(message(ClientKeys.generate().principal(), mine.nonce())));
  }

  private static JsonNode message(Principal principal, long nonce) {
    return Cbor.read(
        Cbor.map(
            1,
            generator ->
                Cbor.mapField(
                    generator,
                    "client_key",
                    2,
                    key -> {
                      key.writeBinaryField("client_principal", principal.getValue());
                      key.writeFieldName("client_nonce");
                      key.writeNumber(new BigInteger(Long.toUnsignedString(nonce)));
                    })));
  }
}
