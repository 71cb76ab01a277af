package icws.motoko;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.ic.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CBOR of the library: examples of RFC 8949 appendix A, and what is refused. */
class CborTest {
  @SuppressWarnings("NullAway.Init")
  private static LibraryCanister library;

  @BeforeAll
  static void install() {
    library = new LibraryCanister();
  }

  @AfterAll
  static void close() {
    library.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00",
        "17",
        "1818",
        "1903e8",
        "1a000f4240",
        "1b000000e8d4a51000",
        "1bffffffffffffffff",
        "20",
        "3863",
        "3bffffffffffffffff",
        "f4",
        "f5",
        "f6",
        "40",
        "4401020304",
        "60",
        "6449455446",
        "62c3bc",
        "64f0908591",
        "80",
        "8301820203820405",
        "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
        "a0",
        "a26161016162820203",
        "a56161614161626142616361436164614461656145",
      })
  void shortestFormIsReadAndWrittenWithTheSelfDescribeTag(String hex) {
    assertEquals("d9d9f7" + hex, library.recode(Bytes.ofHex(hex)));
    assertEquals("d9d9f7" + hex, library.recode(Bytes.ofHex("d9d9f7" + hex)));
  }

  @ParameterizedTest
  @CsvSource({
    "1b0000000000000010, 10",
    "190001, 01",
    "5803010203, 43010203",
    "b90001616101, a1616101",
  })
  void longerFormsAreReadToo(String hex, String shortest) {
    assertEquals("d9d9f7" + shortest, library.recode(Bytes.ofHex(hex)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', the end of the input at byte 0",
    "d9d9f7, the end of the input at byte 3",
    "19ff, the end of the input at byte 2",
    "830102, a length beyond the end at byte 1",
    "43aabb, a length beyond the end at byte 1",
    "5bffffffffffffffff, a length beyond the end at byte 9",
    "9bffffffffffffffff, a length beyond the end at byte 9",
    "bbffffffffffffffff, a length beyond the end at byte 9",
    "a2616101, a length beyond the end at byte 1",
    "0000, bytes after the value at byte 1",
    "a2616101616102, the key a again at byte 6",
    "a10102, a key that is not text at byte 2",
    "62ff00, text that is not UTF-8 at byte 3",
    "9f01ff, an indefinite or reserved length at byte 1",
    "1c, an indefinite or reserved length at byte 1",
    "c001, a tag at byte 1",
    "81d9d9f700, a tag at byte 4",
    "f93c00, a float or another simple value at byte 1",
    "f7, a float or another simple value at byte 1",
  })
  void malformedInputIsRefusedWithThePlace(String hex, String complaint) {
    assertEquals(complaint, library.recode(Bytes.ofHex(hex)));
  }

  @Test
  void sixteenLevelsAreReadAndNoMore() {
    String deepest = "81".repeat(15) + "00";
    assertEquals("d9d9f7" + deepest, library.recode(Bytes.ofHex(deepest)));
    assertEquals("too many levels at byte 16", library.recode(Bytes.ofHex("81" + deepest)));
    assertEquals("too many levels at byte 16", library.recode(Bytes.ofHex("81".repeat(100_000))));
  }

  @Test
  void tenThousandValuesAreReadAndNoMore() {
    assertEquals(
        "d9d9f799270f" + "00".repeat(9_999),
        library.recode(Bytes.ofHex("99270f" + "00".repeat(9_999))));
    assertEquals(
        "too many values at byte 10002",
        library.recode(Bytes.ofHex("992710" + "00".repeat(10_000))));
  }
}
