package icws.ic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestIdTest {

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

  @Test
  void negativeAndForeignValuesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> RequestId.of(Map.of("n", -1)));
    assertThrows(IllegalArgumentException.class, () -> RequestId.of(Map.of("n", 1.5)));
  }
}
