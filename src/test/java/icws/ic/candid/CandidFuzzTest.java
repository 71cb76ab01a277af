package icws.ic.candid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.cbor.Seeds;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Candid from anywhere is read or refused as Candid; what is read can be written and read again.
 */
@Tag("fuzz")
class CandidFuzzTest {

  static Stream<byte[]> seeds() {
    CandidValue message =
        CandidValue.record(
            Map.of(
                "client_id", CandidValue.nat64(16),
                "key", CandidValue.text("a_00000000000000000016"),
                "val", CandidValue.blob(Bytes.ofHex("a0"))));
    return Stream.of(
            Candid.encode(
                CandidValue.record(
                    Map.of(
                        "messages", CandidValue.vec(List.of(message, message)),
                        "cert", CandidValue.opt(CandidValue.nat(1 << 20)),
                        "tree",
                            CandidValue.variant("x", CandidValue.principal(Principal.ANONYMOUS))))),
            Candid.encode(CandidValue.bool(true), CandidValue.integer(Seeds.huge(9).negate())),
            // Of 100,000 things of no size, and of options within each other.
            Bytes.ofHex("4449444c016d7f0100a08d06"),
            Bytes.concat(Bytes.ofHex("4449444c016e000100"), Seeds.repeated("01", 70)),
            Bytes.concat(Bytes.ofHex("4449444c00017d"), Seeds.repeated("ff", 1_030)))
        .map(Bytes::toByteArray);
  }

  @MethodSource("seeds")
  @FuzzTest
  void decode(byte[] input) {
    List<CandidValue> values;
    try {
      values = Candid.decode(Bytes.wrap(input));
    } catch (CandidException refused) {
      return;
    }
    Bytes written;
    try {
      written = Candid.encode(values.toArray(CandidValue[]::new));
    } catch (IllegalArgumentException aVecOfOptionsOfWhichSomeAreEmpty) {
      return;
    }
    requireReadAgain(values, written, input.length);
    requireFirst(values, Bytes.wrap(input));
  }

  private static void requireReadAgain(List<CandidValue> values, Bytes written, int size) {
    try {
      assertEquals(values, Candid.decode(written));
    } catch (CandidException tooManyValuesForASmallerMessage) {
      assertTrue(written.size() < size, "refused what was read before");
    }
  }

  private static void requireFirst(List<CandidValue> values, Bytes message) {
    if (!values.isEmpty()) {
      assertEquals(values.get(0), Candid.decodeFirst(message, Candid.MAX_VALUES));
    }
  }
}
