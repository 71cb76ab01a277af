package icws.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestHashTest {

  /** The example of the interface specification, "Request ids". */
  @Test
  void theExampleOfTheSpecificationHasItsHash() {
    byte[] signed =
        RequestHash.signedBytes(
            Map.of(
                "request_type",
                "call",
                "sender",
                new byte[] {4},
                "ingress_expiry",
                1_685_570_400_000_000_000L,
                "canister_id",
                HexFormat.of().parseHex("00000000000004d2"),
                "method_name",
                "hello",
                "arg",
                HexFormat.of().parseHex("4449444c00fd2a")));
    assertEquals(
        "0a69632d72657175657374"
            + "1d1091364d6bb8a6c16b203ee75467d59ead468f523eb058880ae8ec80e2b101",
        HexFormat.of().formatHex(signed));
  }

  @Test
  void numbersAreWrittenInGroupsOfSevenBits() {
    assertArrayEquals(new byte[] {0}, RequestHash.leb128(0));
    assertArrayEquals(new byte[] {(byte) 0xe5, (byte) 0x8e, 0x26}, RequestHash.leb128(624_485));
  }
}
