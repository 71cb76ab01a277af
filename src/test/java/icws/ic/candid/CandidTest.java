package icws.ic.candid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.Principal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CandidTest {

  private static final String MAGIC = "4449444c";

  @Test
  void argumentsOfTheInterfaceAreEncodedAsPublished() {
    assertEquals(MAGIC + "0000", Candid.encode().hex());
    assertEquals(MAGIC + "0001781000000000000000", Candid.encode(CandidValue.nat64(16)).hex());
    assertEquals(
        MAGIC + "016d7b020000020102" + "0103",
        Candid.encode(CandidValue.blob(Bytes.ofHex("0102")), CandidValue.blob(Bytes.ofHex("03")))
            .hex());
  }

  @ParameterizedTest
  @CsvSource({
    "00017e01, true",
    "00017e00, false",
  })
  void boolsAreRead(String hex, boolean value) {
    assertEquals(value, decodeOne(hex).asBool());
  }

  @ParameterizedTest
  @CsvSource({
    "00017d00, 0",
    "00017d7f, 127",
    "00017d8001, 128",
    "00017dffffffffffffffffff01, 18446744073709551615",
    "00017d80808080808080808002, 18446744073709551616",
    "00017b05, 5",
    "00017a0100, 1",
    "000179ffffffff, 4294967295",
    "000178ffffffffffffffff, 18446744073709551615"
  })
  void naturalNumbersOfEveryWidthAreRead(String hex, BigInteger value) {
    assertEquals(value, decodeOne(hex).asNat());
  }

  @ParameterizedTest
  @CsvSource({
    "00017c00, 0",
    "00017c7f, -1",
    "00017c807f, -128",
    "00017cff7e, -129",
    "00017c8080808080808080807f, -9223372036854775808",
    "00017c808080808080808080807f, -1180591620717411303424",
    "000177ff, -1",
    "000176ff7f, 32767",
    "000175ffffffff, -1",
    "000174ffffffffffffff7f, 9223372036854775807",
    "00017d05, 5"
  })
  void integersOfEveryWidthAreRead(String hex, BigInteger value) {
    assertEquals(value, decodeOne(hex).asInt());
  }

  @Test
  void numbersSurviveTheRoundTrip() {
    for (int bits = 0; bits < 200; bits++) {
      BigInteger power = BigInteger.ONE.shiftLeft(bits);
      for (BigInteger number : List.of(power, power.subtract(BigInteger.ONE))) {
        assertEquals(number, roundTrip(CandidValue.nat(number)).asNat());
        assertEquals(number, roundTrip(CandidValue.integer(number)).asInt());
        assertEquals(number.negate(), roundTrip(CandidValue.integer(number.negate())).asInt());
      }
    }
  }

  @Test
  void nat64IsReadFromANatThatFits() {
    assertEquals(16, decodeOne("00017d10").asNat64());
    assertEquals(-1L, decodeOne("00017dffffffffffffffffff01").asNat64());
    assertThrows(CandidException.class, () -> decodeOne("00017d80808080808080808002").asNat64());
  }

  @Test
  void everyShapeSurvivesTheRoundTrip() {
    CandidValue value =
        CandidValue.record(
            Map.of(
                "flag", CandidValue.bool(true),
                "text", CandidValue.text("zwei Wörter"),
                "blob", CandidValue.blob(Bytes.ofHex("00ff")),
                "id", CandidValue.principal(Principal.ANONYMOUS),
                "some", CandidValue.opt(CandidValue.nat64(-1)),
                "none", CandidValue.opt(null),
                "list", CandidValue.vec(List.of(CandidValue.nat(7), CandidValue.nat(8))),
                "empty", CandidValue.vec(List.of()),
                "case", CandidValue.variant("ok", CandidValue.nullValue()),
                "pair", CandidValue.tuple(CandidValue.nat32(-1), CandidValue.text(""))));

    CandidValue read = roundTrip(value);

    assertTrue(read.field("flag").asBool());
    assertEquals("zwei Wörter", read.field("text").asText());
    assertEquals(Bytes.ofHex("00ff"), read.field("blob").asBlob());
    assertEquals(Principal.ANONYMOUS, read.field("id").asPrincipal());
    assertEquals(-1L, read.optionalField("some").orElseThrow().asNat64());
    assertEquals(Optional.empty(), read.optionalField("none"));
    assertEquals(8, read.field("list").asVec().get(1).asNat().intValue());
    assertEquals(List.of(), read.field("empty").asVec());
    assertEquals(Bytes.EMPTY, read.field("empty").asBlob());
    assertTrue(read.field("case").isVariant("ok"));
    assertFalse(read.field("case").isVariant("err"));
    assertEquals(CandidValue.nullValue(), read.field("case").variant("ok"));
    assertEquals(value.field("pair"), read.field("pair"));
  }

  @Test
  void optionalFieldMayBeMissingNullNoneOrBare() {
    CandidValue bare = CandidValue.record(Map.of("end", CandidValue.bool(true)));
    CandidValue nothing = CandidValue.record(Map.of("end", CandidValue.nullValue()));

    assertEquals(Optional.empty(), CandidValue.record(Map.of()).optionalField("end"));
    assertEquals(Optional.empty(), nothing.optionalField("end"));
    assertTrue(bare.optionalField("end").orElseThrow().asBool());
  }

  @Test
  void decodedBlobSharesTheMessagesMemory() {
    Bytes message = Candid.encode(CandidValue.blob(Bytes.ofHex("0102")));

    Bytes blob = Candid.decode(message).get(0).asBlob();

    assertSame(message.sharedArray(), blob.sharedArray());
  }

  @Test
  void anotherTypeThanWantedIsNamed() {
    CandidException refusal =
        assertThrows(CandidException.class, () -> CandidValue.text("1").asNat64());

    assertEquals("a nat64 was expected, not a Text", refusal.getMessage());
    assertThrows(CandidException.class, () -> CandidValue.nat64(1).asBool());
    assertThrows(CandidException.class, () -> CandidValue.nat64(1).asText());
    assertThrows(CandidException.class, () -> CandidValue.nat64(1).asBlob());
    assertThrows(CandidException.class, () -> CandidValue.nat64(1).asVec());
    assertThrows(CandidException.class, () -> CandidValue.nat64(1).asPrincipal());
    assertThrows(CandidException.class, () -> CandidValue.nat64(1).field("x"));
    assertThrows(CandidException.class, () -> CandidValue.record(Map.of()).field("x"));
    assertThrows(CandidException.class, () -> CandidValue.nat64(1).variant("x"));
    assertThrows(CandidException.class, () -> CandidValue.integer(BigInteger.ONE).asNat());
  }

  @Test
  void vectorsOfSeveralTypesAreNotEncoded() {
    CandidValue mixed = CandidValue.vec(List.of(CandidValue.nat(1), CandidValue.text("1")));

    assertThrows(IllegalArgumentException.class, () -> Candid.encode(mixed));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "no magic, 00000000",
    "wrong magic, 4449444d0000",
    "nothing after the magic, 4449444c",
    "no values, 4449444c00",
    "bytes after the values, 4449444c000000",
    "type table longer than the message, 4449444cffffffff0f",
    "endless number, 4449444cffffffffffffffffffffff",
    "reference beyond the table, 4449444c00010500",
    "composite type outside of the table, 4449444c00016d00",
    "primitive type in the table, 4449444c017d0100",
    "unknown primitive type, 4449444c00016700",
    "future type in the table, 4449444c0167000100",
    "func type, 4449444c016a0000000100",
    "service type, 4449444c0169000100",
    "value of the type empty, 4449444c00016f",
    "bool of 2, 4449444c00017e02",
    "opt of 2, 4449444c016e7e010002",
    "text that is not UTF-8, 4449444c00017102c328",
    "text longer than the message, 4449444c000171ff",
    "blob longer than the message, 4449444c016d7b0100ffffffff0f01",
    "principal that is opaque, 4449444c00016800",
    "principal of 30 bytes, 4449444c000168011e",
    "nat without an end, 4449444c00017d80",
    "nat64 of 7 bytes, 4449444c00017800000000000000",
    "field ids that decrease, 4449444c016c02057d047d01000101",
    "field ids that repeat, 4449444c016c02057d057d01000101",
    "field id of 33 bits, 4449444c016c0180808080107d010001",
    "more fields than bytes, 4449444c016cffffffff0f",
    "variant without alternatives, 4449444c016b00010000",
    "variant index too large, 4449444c016b01057d01000101",
    "vec of null bomb, 4449444c016d7f0100ffffffff0f",
    "vec of empty records bomb, 4449444c026c006d000101ffffffff0f",
    "record of itself, 4449444c016c0105000100",
    "two records of each other, 4449444c026c0105016c0105000100",
    "vec of itself nested without end, 4449444c016d00010001010101",
    "more values than bytes, 4449444c00ffffffff0f"
  })
  void malformedMessagesAreRefused(String what, String hex) {
    assertThrows(CandidException.class, () -> Candid.decode(Bytes.ofHex(hex)), what);
  }

  @Test
  void nestingIsLimited() {
    String recursiveOption = "4449444c016e000100";
    Bytes shallow = Bytes.ofHex(recursiveOption + "01".repeat(63) + "00");
    Bytes deep = Bytes.ofHex(recursiveOption + "01".repeat(64) + "00");

    assertEquals(1, Candid.decode(shallow).size());
    assertThrows(CandidException.class, () -> Candid.decode(deep));
  }

  @Test
  void recordsWhoseFieldsDoubleAtEveryLevelAreRefused() {
    // 30 records, each of two of the next: a billion values in 200 bytes.
    StringBuilder table = new StringBuilder(MAGIC + "1f");
    for (int i = 1; i <= 30; i++) {
      String next = String.format("%02x", i);
      table.append("6c02").append("00").append(next).append("01").append(next);
    }
    table.append("6c00").append("0100");

    assertThrows(CandidException.class, () -> Candid.decode(Bytes.ofHex(table.toString())));
  }

  @ParameterizedTest
  @ValueSource(ints = {1_025, 100_000})
  void numbersOfThousandsOfDigitsAreRefused(int bytes) {
    String nat = MAGIC + "00017d" + "ff".repeat(bytes - 1) + "01";

    assertThrows(CandidException.class, () -> Candid.decode(Bytes.ofHex(nat)));
  }

  @Test
  void numbersOfEveryLengthAreReadWholly() {
    for (int bytes = 1; bytes <= 1_024; bytes++) {
      BigInteger largest = BigInteger.ONE.shiftLeft(7 * bytes).subtract(BigInteger.ONE);
      String groups = "ff".repeat(bytes - 1);

      assertEquals(largest, decodeOne("00017d" + groups + "7f").asNat());
      assertEquals(largest.shiftRight(1), decodeOne("00017c" + groups + "3f").asInt());
      assertEquals(BigInteger.ONE.negate(), decodeOne("00017c" + groups + "7f").asInt());
      assertEquals(
          BigInteger.ONE.shiftLeft(7 * bytes - 1).negate(),
          decodeOne("00017c" + "80".repeat(bytes - 1) + "40").asInt());
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "vec of nulls, 016d7f0100 9c9a0c",
    "vec of reserveds, 016d700100 9c9a0c",
    "vec of empty records, 026d016c000100 9c9a0c",
    "vec of vecs of nulls, 026d016d7f0100 02 c0843d c0843d",
    "vec of records of nulls, 026d016c03007f017f027f0100 9c9a0c"
  })
  void valuesAreBoundedByTheMessagesSize(String what, String hex) {
    Bytes message = Bytes.ofHex((MAGIC + hex).replace(" ", ""));

    assertThrows(CandidException.class, () -> Candid.decode(message), what);
  }

  @Test
  void elementsThatTakeNoBytesAreFewHoweverLongTheMessageIs() {
    String blob = "61".repeat(199_900);
    String types = "026d7b6d7f020001";

    assertEquals(1_000, decode(types + "dc990c" + blob + "e807").get(1).asVec().size());
    assertThrows(CandidException.class, () -> decode(types + "dc990c" + blob + "e907"));
  }

  @Test
  void firstValueIsReadAloneAndWithinItsOwnLimit() {
    String pair = "016d7e02007f" + "03010001";
    CandidValue flags =
        CandidValue.vec(
            List.of(CandidValue.bool(true), CandidValue.bool(false), CandidValue.bool(true)));

    assertEquals(flags, first(pair, 4));
    assertEquals(flags, first(pair + "ff", 4));
    assertThrows(CandidException.class, () -> first(pair, 3));
    assertThrows(CandidException.class, () -> first("0000", 4), "there is none");
    assertThrows(CandidException.class, () -> first("037f7f7f017f", 2), "a table of many types");
  }

  private static CandidValue first(String hexAfterMagic, int maxValues) {
    return Candid.decodeFirst(Bytes.ofHex(MAGIC + hexAfterMagic), maxValues);
  }

  private static List<CandidValue> decode(String hexAfterMagic) {
    return Candid.decode(Bytes.ofHex(MAGIC + hexAfterMagic));
  }

  private static CandidValue decodeOne(String hexAfterMagic) {
    List<CandidValue> values = decode(hexAfterMagic);
    assertEquals(1, values.size());
    return values.get(0);
  }

  private static CandidValue roundTrip(CandidValue value) {
    return Candid.decode(Candid.encode(value)).get(0);
  }
}
