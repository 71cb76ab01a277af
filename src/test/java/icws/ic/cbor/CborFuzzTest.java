package icws.ic.cbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import icws.ic.Bytes;
import icws.ic.SdkFrame;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** CBOR from anywhere is read or refused as CBOR; what is read can be written and read again. */
@Tag("fuzz")
class CborFuzzTest {

  static Stream<byte[]> seeds() {
    return Stream.of(
            Bytes.ofHex(
                "d9d9f7a26b63616e69737465725f6964781b627734646c2d736d6161612d61616161612d7161616371"
                    + "2d63616969636c69656e745f6964bf61618200f5616240ff"),
            Bytes.ofHex("a661611bffffffffffffffff616238ff6163fb3ff00000000000006164f66165f461660f"),
            Bytes.ofHex("a361617f61616162ff61625f4101420203ff61639fff"),
            Bytes.ofHex("d90100a26161616262626262d81900"), // references to strings, of no use here
            Bytes.ofHex("a26161e06162c48200c24101"), // a simple value, a decimal, a big number
            Seeds.map("a", Seeds.hugeInteger()),
            Seeds.nested("a16161", CborReader.MAX_DEPTH, "01"),
            Seeds.map("a", Seeds.nested("81", CborReader.MAX_DEPTH - 1, "01")),
            SdkFrame.DELEGATED_TWICE.frame())
        .map(Bytes::toByteArray);
  }

  @MethodSource("seeds")
  @FuzzTest
  void read(byte[] input) {
    Bytes cbor = Bytes.wrap(input);
    try {
      requireReadAgain(CborMap.read(cbor), cbor.size());
    } catch (CborException refused) {
      passOver(cbor);
    }
  }

  private static void requireReadAgain(CborMap map, int size) {
    Bytes written;
    try {
      written = new CborWriter().value(map).toBytes();
    } catch (IllegalArgumentException whatIsNotWritten) {
      return;
    }
    try {
      assertEquals(map, CborMap.read(written));
    } catch (CborException tooManyItemsForASmallerInput) {
      assertTrue(written.size() < size, "refused what was read before");
    }
  }

  /** As a map whose keys are numbers, without looking at the values. */
  private static void passOver(Bytes cbor) {
    try {
      CborReader.read(
          cbor,
          in -> {
            in.numberedMap(label -> in.raw());
            return cbor;
          });
    } catch (CborException refused) {
      return;
    }
  }
}
