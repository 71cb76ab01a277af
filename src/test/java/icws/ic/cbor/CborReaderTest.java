package icws.ic.cbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborReaderTest {

  @Test
  void readsAMapFromTheMiddleOfAnArray() {
    Bytes whole = Bytes.ofHex("ffffffff" + "a16374776f02" + "ff");
    Bytes slice = whole.slice(4, whole.size() - 1);
    assertEquals(2, CborMap.read(slice).unsigned64("two"));
  }

  @Test
  void firstFrameOfTheProofOfConceptIsRead() {
    CborMap frame =
        CborMap.read(
            Bytes.ofHex(
                "d9d9f7a26b63616e69737465725f6964781b627734646c2d736d6161612d61616161612d71616163"
                    + "712d63616969636c69656e745f696410"));

    assertEquals("bw4dl-smaaa-aaaaa-qaacq-cai", frame.text("canister_id"));
    assertEquals(16, frame.unsigned64("client_id"));
  }

  @ParameterizedTest
  @CsvSource({
    "a1616100, 0",
    "a1616117, 23",
    "a161611818, 24",
    "a1616119ffff, 65535",
    "a161611affffffff, 4294967295",
    "a161611b7fffffffffffffff, 9223372036854775807",
    "a161611bffffffffffffffff, 18446744073709551615",
    "a1616120, -1",
    "a161613bffffffffffffffff, -18446744073709551616"
  })
  void integersOfEveryWidthAreRead(String hex, BigInteger value) {
    assertEquals(value, CborMap.read(Bytes.ofHex(hex)).integer("a"));
  }

  @ParameterizedTest
  @CsvSource({
    "definite, a2617341026174616b",
    "indefinite map, bf617341026174616bff",
    "indefinite strings, a261735f4102ff61747f616bff",
    "tagged map, d9d9f7a2617341026174616b",
    "tagged twice, d9d9f7d9d9f7a2617341026174616b",
    "tagged values, a26173d9d9f741026174d9d9f7616b",
    "long heads, b9000261735a0000000102617478016b"
  })
  void everyEncodingOfTheSameMapIsRead(String what, String hex) {
    CborMap map = CborMap.read(Bytes.ofHex(hex));

    assertEquals(Bytes.ofHex("02"), map.bytes("s"), what);
    assertEquals("k", map.text("t"), what);
  }

  @Test
  void numberedMapHasIntegerKeys() {
    List<Integer> keys = new ArrayList<>();
    CborReader.read(
        Bytes.ofHex("a501f62600390100001a7fffffff003a7fffffff00"),
        in -> {
          in.numberedMap(
              key -> {
                keys.add(key);
                in.skip();
              });
          return keys;
        });
    assertEquals(List.of(1, -7, -257, Integer.MAX_VALUE, Integer.MIN_VALUE), keys);
  }

  @ParameterizedTest
  @CsvSource({
    "a16161f6, a key of the item is not an integer",
    "a14101f6, a key of the item is not an integer",
    "a11a80000000f6, a key of the item has more than 32 bits",
    "a13a80000000f6, a key of the item has more than 32 bits",
    "a201f601f6, field 1 occurs twice in the item"
  })
  void otherKeysOfANumberedMapAreRefused(String hex, String message) {
    CborException refusal =
        assertThrows(
            CborException.class,
            () ->
                CborReader.read(
                    Bytes.ofHex(hex),
                    in -> {
                      in.numberedMap(key -> in.skip());
                      return in;
                    }));
    assertEquals(message, refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"e0", "f0", "f3", "f820", "f8ff"})
  void simpleValuesAreNoIntegers(String simple) {
    CborMap map = CborMap.read(Bytes.ofHex("a16161" + simple));

    assertEquals("field a is not an integer", refusal(() -> map.integer("a")));
    assertEquals(
        "the item is something else, not an integer",
        refusal(() -> CborReader.read(Bytes.ofHex(simple), CborReader::unsigned64)));
    assertEquals(
        CborKind.OTHER, CborReader.read(Bytes.ofHex("81" + simple), CborReaderTest::firstKind));
  }

  private static CborKind firstKind(CborReader in) {
    List<CborKind> kinds = new ArrayList<>();
    in.array(
        () -> {
          kinds.add(in.peek());
          in.skip();
        });
    return kinds.get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"f6", "f7", "f93c00", "e0"})
  void listIsRefusedForAnElementThatNobodyReads(String element) {
    CborMap map = read("a16162824161" + element);

    assertEquals(
        "field b has an element of another type", refusal(() -> map.list("b", Bytes.class)));
  }

  private static CborMap read(String hex) {
    return CborMap.read(Bytes.ofHex(hex));
  }

  @Test
  void valueThatNobodyReadsIsThereAllTheSame() {
    CborMap map = read("a16161fb3ff8000000000000");

    assertTrue(map.has("a"));
    assertEquals("field a is not a byte string", refusal(() -> map.optionalBytes("a")));
  }

  @Test
  void fieldsThatNobodyAsksForAndNullsArePassedOver() {
    CborMap map =
        CborMap.read(
            Bytes.ofHex(
                "a5"
                    + "6161f6"
                    + "6162f7"
                    + "6163fb3ff8000000000000"
                    + "616483f5f41818"
                    + "6165a1616600"));

    assertFalse(map.has("a"));
    assertEquals(Optional.empty(), map.optionalBytes("a"));
    assertEquals(0, map.map("e").unsigned64("f"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "nothing, ''",
    "an integer, 00",
    "an array, 80",
    "a map without an end, a1",
    "a key without a value, a16161",
    "an indefinite map without an end, bf616100",
    "bytes after the map, a000",
    "a second map, a0a0",
    "integer key, a10100",
    "byte string key, a1416100",
    "array key, a18000",
    "the same key twice, a2616100616100",
    "the same key twice in another encoding, a261610078016100",
    "a foreign tag, c1a0",
    "a date, a16161c11a514b67b0",
    "a big number, a16161c249010000000000000000",
    "a small big number, a16161c24101",
    "a big float, a16161c4820101",
    "a string reference, d90100a26161616262626262d81900",
    "a foreign tag behind the right one, d9d9f7c1a0",
    "a foreign tag in front of the right one, c1d9d9f7a0",
    "a foreign tag between two right ones, d9d9f7c2d9d9f7a0",
    "a foreign tag that ends like the right one, a16161db000000010000d9f700",
    "a tagged key, a1d9d9f7616100",
    "two tags in front of a byte string, a16161d9d9f7c24101",
    "two tags in front of an element, a1616181d9d9f7c100",
    "byte string longer than the input, a161615affffffff00",
    "byte string of 2^63 bytes, a161615b7fffffffffffffff00",
    "text longer than the input, a161617a7fffffff00",
    "array longer than the input, a161619affffffff00",
    "map longer than the input, baffffffff616100",
    "text that is not UTF-8, a1616162c328",
    "key that is not UTF-8, a162c32800",
    "break without a beginning, ff",
    "reserved head, a161611c",
    "small simple value in two bytes, a16161f818"
  })
  void whatIsNoMapIsRefused(String what, String hex) {
    assertThrows(CborException.class, () -> CborMap.read(Bytes.ofHex(hex)), what);
  }

  @Test
  void nestingIsLimited() {
    Bytes deep = Bytes.ofHex("a16161" + "81".repeat(100_000));
    Bytes deepMaps = Bytes.ofHex("a16161".repeat(50_000));

    assertThrows(CborException.class, () -> CborMap.read(deep));
    assertThrows(CborException.class, () -> CborMap.read(deepMaps));
  }

  @Test
  void integersWhoseDigitsWouldTakeSecondsAreRefused() {
    Bytes integer = Seeds.hugeInteger();
    assertThrows(CborException.class, () -> CborMap.read(Seeds.map("n", integer)));
    assertThrows(CborException.class, () -> CborReader.read(integer, CborReader::integer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "62c1b7", // overlong
        "63e08080",
        "63eda080", // half a surrogate
        "66eda080edb080",
        "64f7735f6f", // beyond Unicode
        "64f4908080",
        "61ff",
        "62c328",
        "61c3", // half a character
        "7f61c361a4ff"
      })
  void textsThatAreNotUtf8AreRefusedAsValuesAndAsKeys(String text) {
    assertThrows(CborException.class, () -> CborMap.read(Bytes.ofHex("a16161" + text)));
    assertThrows(CborException.class, () -> CborMap.read(Bytes.ofHex("a1" + text + "01")));
    assertThrows(CborException.class, () -> CborReader.read(Bytes.ofHex(text), CborReader::text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "63c3a461",
        "7803c3a461",
        "790003c3a461",
        "7a00000003c3a461",
        "7b0000000000000003c3a461",
        "7f62c3a46161ff",
        "d9d9f763c3a461",
        "d9d9f7d9d9f77f6062c3a46161ff"
      })
  void textsAreReadHoweverTheyAreWritten(String hex) {
    assertEquals("äa", CborReader.read(Bytes.ofHex(hex), CborReader::text));
    assertEquals("äa", CborMap.read(Bytes.ofHex("a1616b" + hex)).text("k"));
  }

  @Test
  void itemsAreBoundedByTheInputsSize() {
    String few = "a161619903e8" + "00".repeat(1_000);
    String many = "a1616199ffff" + "00".repeat(65_535);
    String targets = "a161619a00004e20" + "4a00000000000000010101".repeat(20_000);

    assertEquals(1_000, read(few).list("a", BigInteger.class).size());
    assertEquals(20_000, read(targets).list("a", Bytes.class).size());
    assertEquals("too many items for an input of 65541 bytes", refusal(() -> read(many)));
    assertThrows(
        CborException.class, () -> CborReader.read(Bytes.ofHex(many), CborReaderTest::passOver));
  }

  private static CborReader passOver(CborReader in) {
    in.skip();
    return in;
  }

  @Test
  void keysOfOneMapAreBounded() {
    assertEquals(256, CborMap.read(mapOf(256)).values().size());
    assertEquals("more than 256 keys in the item", refusal(() -> CborMap.read(mapOf(257))));
  }

  @Test
  void messagesHaveTheBeginningOfALongKey() {
    String key = "61".repeat(1_000);
    String named = "field " + "a".repeat(40) + "…";

    assertEquals(
        named + " occurs twice in the item",
        refusal(() -> read("a2" + "7903e8" + key + "00" + "7903e8" + key + "00")));
    assertEquals(
        "there is no " + named, refusal(() -> read("a17903e8" + key + "00").requireOnly(Set.of())));
  }

  private static Bytes mapOf(int size) {
    CborWriter out = new CborWriter().map(size);
    for (int i = 0; i < size; i++) {
      out.key("key" + i).unsigned64(i);
    }
    return out.toBytes();
  }

  @Test
  void wrongTypesAreNamed() {
    CborMap map = CborMap.read(Bytes.ofHex("a2" + "63736967" + "6178" + "626964" + "20"));

    assertEquals("field sig is not a byte string", refusal(() -> map.bytes("sig")));
    assertEquals("field nonce is missing", refusal(() -> map.bytes("nonce")));
    assertEquals("field sig is not a map", refusal(() -> map.optionalMap("sig")));
    assertEquals("field id is not an unsigned 64-bit integer", refusal(() -> map.unsigned64("id")));
    assertEquals("field id is not a boolean", refusal(() -> map.bool("id")));
    assertEquals("field id is not an array", refusal(() -> map.list("id", Bytes.class)));
  }

  @Test
  void itemsAreReadInTheirOrder() {
    List<Object> items = new ArrayList<>();

    CborReader.read(
        Bytes.ofHex("8501f541ff617460"),
        in ->
            in.array(
                () ->
                    items.add(
                        switch (in.peek()) {
                          case INTEGER -> in.unsigned64();
                          case BOOL -> in.bool();
                          case BYTES -> in.bytes();
                          default -> in.text();
                        })));

    assertEquals(List.of(1L, true, Bytes.ofHex("ff"), "t", ""), items);
  }

  @Test
  void itemThatIsAskedForAsAnotherIsNamed() {
    assertEquals(
        "the item[1] is a text, not a byte string",
        refusal(
            () -> CborReader.read(Bytes.ofHex("8241ff6174"), in -> in.array(() -> in.bytes()))));
    assertEquals(
        "the item[0][2] is a text, not a byte string",
        refusal(
            () ->
                CborReader.read(
                    Bytes.ofHex("818341ff41fe6174"), in -> in.array(() -> in.array(in::bytes)))));
    assertEquals(
        "field a is a boolean, not an integer",
        refusal(
            () ->
                CborReader.read(
                    Bytes.ofHex("a16161f5"), in -> in.optional(CborReaderTest::mapOfIntegers))));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    CborWriter out = new CborWriter().selfDescribe().map(4);
    out.key("max").unsigned64(-1L).key("flag").bool(true);
    out.key("list").array(2).text("ä").bytes(Bytes.ofHex("00")).key("n").unsigned64(24);

    CborMap map = CborMap.read(out.toBytes());

    assertEquals(
        "d9d9f7a4636d61781bffffffffffffffff64666c6167f5646c6973748262c3a44100616e1818",
        out.toBytes().hex());
    assertEquals(-1L, map.unsigned64("max"));
    assertTrue(map.bool("flag"));
    assertEquals(24, map.unsigned64("n"));
  }

  private static List<BigInteger> mapOfIntegers(CborReader in) {
    List<BigInteger> values = new ArrayList<>();
    in.map(key -> values.add(in.integer()));
    return values;
  }

  private static String refusal(Executable action) {
    return String.valueOf(assertThrows(CborException.class, action).getMessage());
  }
}
