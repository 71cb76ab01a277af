package icws.ic.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import icws.ic.Bytes;
import icws.ic.CertifiedTime;
import icws.ic.Principal;
import icws.ic.SdkFrame;
import icws.ic.UntrustedException;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborMap;
import icws.ic.cbor.CborWriter;
import icws.ic.cbor.Seeds;
import icws.ic.certificate.CertificateFixture;
import icws.ic.certificate.CertificateVerifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Signed requests from anywhere are read, written again and verified, or refused. */
@Tag("fuzz")
class EnvelopeFuzzTest {

  private static final CertificateVerifier CERTIFICATES =
      new CertificateVerifier(
          new CertificateFixture.BlsKey(1).der(),
          SdkFrame.clock(0),
          CertificateVerifier.DEFAULT_MAX_AGE);

  private final EnvelopeVerifier verifier =
      new EnvelopeVerifier(SdkFrame.clock(0), () -> CERTIFICATES);

  static Stream<byte[]> seeds() {
    return Stream.concat(
            Arrays.stream(SdkFrame.values()).map(SdkFrame::envelope),
            Stream.of(
                with("nested", Seeds.nested("a16161", 350, "01")),
                with("huge", Seeds.hugeInteger())))
        .map(Bytes::toByteArray);
  }

  /** A signed request with one more field than was signed. */
  private static Bytes with(String key, Bytes value) {
    Envelope signed = Envelope.decode(SdkFrame.ED25519.envelope());
    CborWriter out = new CborWriter().map(3).key("sender_pubkey");
    out.bytes(signed.publicKeyDer().orElseThrow()).key("sender_sig");
    out.bytes(signed.signature().orElseThrow()).key("content");
    Map<String, Object> content = signed.content().values();
    out.map(content.size() + 1);
    content.forEach((field, known) -> out.key(field).value(known));
    return out.key(key).raw(value).toBytes();
  }

  @MethodSource("seeds")
  @FuzzTest
  void verify(byte[] input) {
    Envelope envelope;
    try {
      envelope = Envelope.decode(Bytes.wrap(input));
    } catch (CborException refused) {
      return;
    }
    requireReadAgain(envelope, input.length);
    verify(envelope);
    verify(mended(envelope));
  }

  private static void requireReadAgain(Envelope envelope, int size) {
    Bytes written;
    try {
      written = envelope.encode();
    } catch (IllegalArgumentException integerOutOfRange) {
      return;
    }
    try {
      assertEquals(envelope, Envelope.decode(written));
    } catch (CborException tooManyItemsForASmallerInput) {
      assertTrue(written.size() < size, "refused what was read before");
    }
  }

  private void verify(Envelope envelope) {
    try {
      verifier.verify(envelope);
      envelope.requestId();
      envelope.expiry();
    } catch (UntrustedException | CborException refused) {
      return;
    }
  }

  /** In time, and of the sender whose key it bears, as whoever makes up a request can have it. */
  private static Envelope mended(Envelope envelope) {
    Bytes key = envelope.publicKeyDer().orElse(Bytes.EMPTY);
    Map<String, Object> content = new LinkedHashMap<>(envelope.content().values());
    content.put("sender", Principal.selfAuthenticating(key).raw());
    content.put("ingress_expiry", CertifiedTime.nanos(SdkFrame.NOW.plusSeconds(60)));
    return new Envelope(
        CborMap.of(content), envelope.publicKeyDer(), envelope.signature(), envelope.delegations());
  }
}
