package icws.gateway.wire.poc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.MessageBatch;
import icws.gateway.wire.ReplyException;
import icws.gateway.wire.Trees;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.cbor.CborMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** A canister's replies: read, or refused as replies. */
@Tag("fuzz")
class PocReplyFuzzTest {

  private static final Principal GATEWAY = Principal.selfAuthenticating(Bytes.utf8("gateway"));

  private final PocProtocol protocol = new PocProtocol();

  static Stream<byte[]> seeds() {
    PocProtocolTest replies = new PocProtocolTest();
    return Stream.of(replies.batch(), replies.batch(3, 4, 7), replies.yes(), replies.no())
        .map(Bytes::toByteArray);
  }

  @MethodSource("seeds")
  @FuzzTest
  void read(byte[] input) {
    Bytes reply = Bytes.wrap(input);
    try {
      protocol.readRefusal(reply);
    } catch (ReplyException refused) {
      readBatch(reply);
    }
  }

  private void readBatch(Bytes reply) {
    try {
      MessageBatch batch = protocol.readBatch(reply, GATEWAY, 3);
      for (CanisterMessage message : batch.messages()) {
        assertEquals(
            message.content(), CborMap.read(protocol.frame(sound(batch), message)).bytes("val"));
      }
    } catch (ReplyException refused) {
      return;
    }
  }

  /** As if it had been verified. */
  private static MessageBatch sound(MessageBatch batch) {
    return new MessageBatch(batch.messages(), batch.certificate(), Trees.opaque(), batch.more());
  }
}
