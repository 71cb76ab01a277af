package icws.ic.agent;

import com.code_intelligence.jazzer.junit.FuzzTest;
import icws.ic.Bytes;
import icws.ic.Sha256;
import icws.ic.cbor.CborMap;
import icws.ic.cbor.CborWriter;
import icws.ic.certificate.Certificate;
import icws.ic.certificate.CertificateFixture;
import icws.ic.certificate.CertificateFixture.BlsKey;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a network answers, with whatever status, is some outcome. */
@Tag("fuzz")
class RepliesFuzzTest {

  private static final BlsKey SIGNER = new BlsKey(1);
  private static final Bytes REQUEST = Sha256.hash();

  static Stream<byte[]> seeds() {
    CborMap reply = CborMap.of(Map.of("arg", Bytes.ofHex("4449444c0000")));
    Stream<Bytes> bodies =
        Stream.of(
                CborMap.of(Map.of("status", "replied", "reply", reply)),
                CborMap.of(
                    Map.of(
                        "status", "rejected",
                        "reject_code", 5L,
                        "reject_message", "it trapped",
                        "error_code", "IC0503")),
                CborMap.of(
                    Map.of("root_key", Bytes.ofHex("30"), "replica_health_status", "healthy")),
                CborMap.of(Map.of("certificate", Bytes.ofHex("d9d9f7a0"))))
            .map(body -> new CborWriter().selfDescribe().value(body).toBytes());
    return Stream.concat(bodies, certificates()).map(Bytes::toByteArray);
  }

  private static Stream<Bytes> certificates() {
    return Stream.of(
            CertificateFixture.replied(REQUEST, Bytes.utf8("yes"), Instant.EPOCH),
            CertificateFixture.rejected(REQUEST, 4, "no", Instant.EPOCH))
        .map(state -> CertificateFixture.certificate(state, SIGNER));
  }

  @MethodSource("seeds")
  @FuzzTest
  void read(byte[] input) {
    Bytes body = Bytes.wrap(input);
    HttpAnswer answer = new HttpAnswer.Answered(200, body);
    Replies.query(answer);
    Replies.reading(answer, NetworkStatus::decode);
    Replies.reading(answer, Certificate::decode)
        .map(certificate -> Replies.requestStatus(certificate, REQUEST));
    Replies.reading(answer, bytes -> Replies.rejection(CborMap.read(bytes)));
    Replies.failure(new HttpAnswer.Answered(400 + body.size() % 200, body));
  }
}
