package icws.gateway.wire.poc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.Proof;
import icws.gateway.wire.ProtocolException;
import icws.ic.Bytes;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** A stranger's frames, the first and later ones: read, or refused as a bad frame. */
@Tag("fuzz")
class PocFrameFuzzTest {

  /** The answer to what the gateway asks about a client: a key, and any will do. */
  private static final Bytes KEY = Candid.encode(CandidValue.blob(Bytes.wrap(new byte[32])));

  private final PocProtocol protocol = new PocProtocol();

  static Stream<byte[]> seeds() {
    PocProtocolTest frames = new PocProtocolTest();
    return Stream.of(frames.opening(), frames.message()).map(Bytes::toByteArray);
  }

  @MethodSource("seeds")
  @FuzzTest
  void read(byte[] input) {
    Bytes bytes = Bytes.wrap(input);
    try {
      ClientFrame frame = protocol.read(bytes);
      assertEquals(frame, protocol.read(bytes));
      Candid.decode(protocol.close(frame.client()).argument());
      if (frame instanceof ClientFrame.Opening opening) {
        ((Proof.ByCanister) opening.proof()).holds(KEY);
      }
    } catch (ProtocolException refused) {
      assertEquals(CloseReason.BAD_FRAME, refused.reason());
    }
  }
}
