package icws.gateway.wire.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.Proof;
import icws.gateway.wire.ProtocolException;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.SdkFrame;
import icws.ic.UntrustedException;
import icws.ic.candid.Candid;
import icws.ic.identity.Authority;
import icws.ic.identity.EnvelopeVerifier;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** A stranger's frames, the first and later ones: read, or refused as bad or badly signed. */
@Tag("fuzz")
class V1FrameFuzzTest {

  private static final Set<CloseReason> REFUSALS =
      Set.of(CloseReason.BAD_FRAME, CloseReason.BAD_SIGNATURE);

  private final V1Protocol protocol =
      new V1Protocol(
          Principal.selfAuthenticating(Bytes.utf8("gateway")),
          new EnvelopeVerifier(
              SdkFrame.clock(0),
              () -> {
                throw new UntrustedException(
                    UntrustedException.Reason.SIGNATURE, "no canister has signed");
              }));

  static Stream<byte[]> seeds() {
    return Stream.concat(
            Arrays.stream(SdkFrame.values()).map(SdkFrame::frame),
            Stream.of(new V1ProtocolTest().message()))
        .map(Bytes::toByteArray);
  }

  @MethodSource("seeds")
  @FuzzTest
  void read(byte[] input) {
    Bytes bytes = Bytes.wrap(input);
    try {
      ClientFrame frame = protocol.read(bytes);
      assertEquals(frame, protocol.read(bytes));
      Candid.decode(protocol.close(frame.client()).argument());
      verify((Proof.BySignature) frame.proof());
    } catch (ProtocolException refused) {
      assertTrue(REFUSALS.contains(refused.reason()), "refused with " + refused.reason());
    }
  }

  private static void verify(Proof.BySignature proof) {
    try {
      Authority proved = proof.remaining(Authority.NONE).run();
      assertEquals(proved, proof.remaining(proved).run());
    } catch (UntrustedException refused) {
      return;
    }
  }
}
