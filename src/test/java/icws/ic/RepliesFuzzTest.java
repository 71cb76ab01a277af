package icws.ic;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a network answers, with whatever status, is some outcome. */
@Tag("fuzz")
class RepliesFuzzTest {

  static Stream<byte[]> seeds() {
    CborMap reply = CborMap.of(Map.of("arg", Bytes.ofHex("4449444c0000")));
    return Stream.of(
            CborMap.of(Map.of("status", "replied", "reply", reply)),
            CborMap.of(
                Map.of(
                    "status", "rejected",
                    "reject_code", 5L,
                    "reject_message", "it trapped",
                    "error_code", "IC0503")),
            CborMap.of(Map.of("root_key", Bytes.ofHex("30"), "replica_health_status", "healthy")),
            CborMap.of(Map.of("certificate", Bytes.ofHex("d9d9f7a0"))))
        .map(body -> new CborWriter().selfDescribe().value(body).toBytes())
        .map(Bytes::toByteArray);
  }

  @MethodSource("seeds")
  @FuzzTest
  void read(byte[] input) {
    Bytes body = Bytes.wrap(input);
    HttpAnswer answer = new HttpAnswer.Answered(200, body);
    Replies.query(answer);
    Replies.reading(answer, NetworkStatus::decode);
    Replies.reading(answer, bytes -> Replies.rejection(CborMap.read(bytes)));
    Replies.failure(new HttpAnswer.Answered(400 + body.size() % 200, body));
  }
}
