package icws.ic.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.cbor.CborKind;
import icws.ic.cbor.CborMap;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ic4j.agent.Serialize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestIdTest {

  private static final BigInteger OVER_63_BITS = BigInteger.ONE.shiftLeft(63);
  private static final BigInteger ALL_64_BITS =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private static final Bytes CANISTER = Bytes.ofHex("00000000000004d2");
  private static final Bytes ARG = Bytes.ofHex("4449444c00fd2a");

  /** The worked example of the interface specification, "Request ids". */
  @Test
  void specificationsExampleHasItsPublishedId() {
    Map<String, Object> content =
        Map.of(
            "request_type",
            "call",
            "sender",
            Principal.ANONYMOUS,
            "ingress_expiry",
            1_685_570_400_000_000_000L,
            "canister_id",
            CANISTER,
            "method_name",
            "hello",
            "arg",
            ARG);

    assertEquals(
        "1d1091364d6bb8a6c16b203ee75467d59ead468f523eb058880ae8ec80e2b101",
        RequestId.of(content).hex());
  }

  /** The worked example of the specification's earlier editions. */
  @Test
  void earlierExampleHasItsPublishedId() {
    Map<String, Object> content =
        Map.of("request_type", "call", "canister_id", CANISTER, "method_name", "hello", "arg", ARG);

    assertEquals(
        "8781291c347db32a9d8c10eb62b710fce5a93be676474c42babc74c51858f94b",
        RequestId.of(content).hex());
  }

  @Test
  void numbersHashAlikeWhateverTheirJavaType() {
    Bytes asLong = RequestId.of(Map.of("n", 300L));

    assertEquals(asLong, RequestId.of(Map.of("n", BigInteger.valueOf(300))));
    assertEquals(asLong, RequestId.of(Map.of("n", 300)));
    assertEquals(
        RequestId.of(Map.of("n", -1L)),
        RequestId.of(Map.of("n", new BigInteger("18446744073709551615"))));
  }

  @Test
  void listsHashTheirElementsInOrder() {
    Bytes first = Bytes.ofHex("01");
    Bytes second = Bytes.ofHex("02");
    Bytes expected =
        Sha256.hash(
            Sha256.hash(Bytes.utf8("paths")),
            Sha256.hash(Sha256.hash(Sha256.hash(first), Sha256.hash(second))));

    assertEquals(expected, RequestId.of(Map.of("paths", List.of(List.of(first, second)))));
  }

  /** Those of the replica's own tests of its message ids. */
  static Stream<Arguments> replicasVectors() {
    List<String> nested = List.of("a", "b");
    return Stream.of(
        arguments(0L, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        arguments(1_234L, "8b37fd3ebbe6396a89ed8563dd0cc55927ac90138950460c77cffeb55cf63810"),
        arguments(-1L, "51672ea45f3539654bf9193f4ff763d90022eee7df5f5b76353d6f11a9eaccec"),
        arguments(
            "request_type", "769e6f87bdda39c859642b74ce9763cdd37cb1cd672733e8c54efaa33ab78af9"),
        arguments("call", "7edb360f06acaef2cc80dba16cf563f199d347db4443da04da0c8173e3f9e4ed"),
        arguments("callee", "92ca4c0ced628df1e7b9f336416ead190bd0348615b6f71a64b21d1b68d4e7e2"),
        arguments(
            "method_name", "293536232cf9231c86002f4ee293176a0179c002daa9fc24be9bb51acdd642b6"),
        arguments("hello", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"),
        arguments("arg", "b25f03dedd69be07f356a06fe35c1b0ddc0de77dcd9066c4be0c6bbde14b23ff"),
        arguments(List.of("a"), "bf5d3affb73efd2ec6c36ad3112dd933efed63c4e1cbffcfa88e2759c144f2d8"),
        arguments(nested, "e5a01fee14e0ed5c48714f22180f25ad8365b53f9779f79dc4a3d7e93963f94a"),
        arguments(
            List.of(Bytes.utf8("a"), "b"),
            "e5a01fee14e0ed5c48714f22180f25ad8365b53f9779f79dc4a3d7e93963f94a"),
        arguments(
            List.of(List.of("a")),
            "eb48bdfa15fc43dbea3aabb1ee847b6e69232c0f0d9705935e50d60cce77877f"),
        arguments(
            List.of(nested), "029fd80ca2dd66e7c527428fc148e812a9d99a5e41483f28892ef9013eee4a19"),
        arguments(
            List.of(nested, Bytes.utf8("a")),
            "aec3805593d9ec6df50da070597f73507050ce098b5518d0456876701ada7bb7"),
        arguments(ARG, "6c0b2ae49718f6995c02ac5700c9c789d7b7862a0d53e6d40a73f1fcd2f70189"));
  }

  @ParameterizedTest
  @MethodSource("replicasVectors")
  void valuesHashAsInTheReplica(Object value, String hash) {
    assertEquals(hash, RequestId.ofValue(value).hex());
  }

  @Test
  void oneFieldIsTheHashOfItsNameAndItsValuesHash() {
    Bytes field =
        Bytes.ofHex(
            "769e6f87bdda39c859642b74ce9763cdd37cb1cd672733e8c54efaa33ab78af9"
                + "7edb360f06acaef2cc80dba16cf563f199d347db4443da04da0c8173e3f9e4ed");

    assertEquals(Sha256.hash(field), RequestId.of(Map.of("request_type", "call")));
  }

  @Test
  void numbersOf64BitsAreLeb128() {
    assertEquals(Sha256.hash(Bytes.of(0)), RequestId.ofValue(BigInteger.ZERO));
    assertEquals(Sha256.hash(Bytes.of(0)), RequestId.ofValue(0));
    assertEquals(Sha256.hash(Bytes.ofHex("80808080808080808001")), RequestId.ofValue(OVER_63_BITS));
    assertEquals(RequestId.ofValue(Long.MIN_VALUE), RequestId.ofValue(OVER_63_BITS));
    assertEquals(Sha256.hash(Bytes.ofHex("ffffffffffffffffff01")), RequestId.ofValue(ALL_64_BITS));
  }

  /** The specification's example of a map within a map. */
  @Test
  void mapsHashAsTheirOwnRequestIds() {
    Bytes empty = Bytes.ofHex("4449444c0000");
    CborMap inner = CborMap.of(Map.of("arg", empty));
    Bytes innerHash = Sha256.hash(Sha256.hash(Bytes.utf8("arg")), Sha256.hash(empty));

    assertEquals(
        Sha256.hash(Sha256.hash(Bytes.utf8("reply")), innerHash),
        RequestId.of(Map.of("reply", inner)));
    assertEquals(Sha256.hash(innerHash), RequestId.ofValue(List.of(inner)));
  }

  @Test
  void fieldsAreSortedByTheHashesOfTheirNamesAsUnsignedBytes() {
    Map<String, String> fields = new TreeMap<>();
    for (int i = 0; i < 40; i++) {
      fields.put("field" + i, "value" + i);
    }
    Bytes[] sorted =
        fields.entrySet().stream()
            .map(
                e ->
                    Bytes.concat(
                        Sha256.hash(Bytes.utf8(e.getKey())), Sha256.hash(Bytes.utf8(e.getValue()))))
            .sorted()
            .toArray(Bytes[]::new);

    assertEquals(Sha256.hash(sorted), RequestId.of(fields));
    assertEquals(RequestId.of(fields), RequestId.of(new TreeMap<>(fields).descendingMap()));
  }

  @Test
  void textsOfAnyScriptAreUtf8() {
    assertEquals(Sha256.hash(Bytes.ofHex("c3a4")), RequestId.ofValue("ä"));
    assertEquals(Sha256.hash(Bytes.ofHex("e4bda0f09f9980")), RequestId.ofValue("你🙀"));
    assertNotEquals(RequestId.of(Map.of("ä", 1)), RequestId.of(Map.of("ö", 1)));
  }

  /** A JVM whose platform knows ASCII only, as in a container without a locale. */
  @Test
  void idsAreTheSameUnderAnotherDefaultCharset() throws Exception {
    List<String> command =
        new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-cp"));
    command.add(System.getProperty("java.class.path"));
    if (Runtime.version().feature() > 17) {
      command.add(1, "-Dfile.encoding=COMPAT");
    }
    command.add(ForeignCharset.class.getName());
    ProcessBuilder foreign = new ProcessBuilder(command).redirectErrorStream(true);
    foreign.environment().put("LC_ALL", "C");

    Process process = foreign.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

    assertEquals(0, process.waitFor(), printed);
    assertEquals(ForeignCharset.ids(), printed.strip());
  }

  /** What the other JVM runs. */
  static final class ForeignCharset {

    private ForeignCharset() {}

    static String ids() {
      return Stream.of("ä", "ö")
          .map(name -> RequestId.of(Map.of("method_name", name, name, 1)).hex())
          .collect(Collectors.joining(" "));
    }

    public static void main(String[] args) {
      if (Charset.defaultCharset().equals(StandardCharsets.UTF_8)) {
        throw new IllegalStateException("this platform cannot be told to use another charset");
      }
      System.out.println(ids());
    }
  }

  /** Where another implementation, ic4j's, is right: not for 0, nor for other charsets. */
  @Test
  void requestsHashAsAnotherLibraryHashesThem() {
    Map<String, Object> content =
        Map.of(
            "request_type",
            "call",
            "sender",
            Principal.ANONYMOUS,
            "ingress_expiry",
            1_685_570_400_000_000_000L,
            "canister_id",
            CANISTER,
            "method_name",
            "hello",
            "arg",
            ARG,
            "paths",
            List.of(List.of(CANISTER, ARG), List.of()));
    Serialize theirs =
        to -> content.forEach((name, value) -> to.serializeField(name, ic4jValue(value)));

    assertEquals(
        Bytes.wrap(org.ic4j.agent.requestid.RequestId.toRequestId(theirs).get()),
        RequestId.of(content));
  }

  private static Object ic4jValue(Object value) {
    if (value instanceof Principal principal) {
      return principal.raw().toByteArray();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(RequestIdTest::ic4jValue).toList();
    }
    return value instanceof Bytes bytes ? bytes.toByteArray() : value;
  }

  @Test
  void negativeAndForeignValuesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> RequestId.of(Map.of("n", -1)));
    assertThrows(IllegalArgumentException.class, () -> RequestId.of(Map.of("n", 1.5)));
    assertThrows(IllegalArgumentException.class, () -> RequestId.of(Map.of("n", true)));
    assertThrows(IllegalArgumentException.class, () -> RequestId.of(Map.of("n", CborKind.OTHER)));
    assertThrows(
        IllegalArgumentException.class,
        () -> RequestId.of(Map.of("n", ALL_64_BITS.add(BigInteger.ONE))));
  }
}
