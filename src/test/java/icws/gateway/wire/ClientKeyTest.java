package icws.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import icws.ic.Bytes;
import icws.ic.Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientKeyTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 16, Long.MAX_VALUE, -1})
  void everyKeyIsReadBackFromItsText(long number) {
    Principal principal = Principal.of(Bytes.ofHex("ab".repeat(29)));
    for (ClientKey key :
        new ClientKey[] {
          new ClientKey.Numbered(number), new ClientKey.Signing(principal, number)
        }) {
      assertEquals(key, ClientKey.parse(key.toString()));
    }
  }

  @Test
  void keysHaveTheTextsThatRecordsHold() {
    assertEquals("18446744073709551615", new ClientKey.Numbered(-1).toString());
    assertEquals(
        "2vxsx-fae_18446744073709551615",
        new ClientKey.Signing(Principal.parse("2vxsx-fae"), -1).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "_1", "2vxsx-fae", "2vxsx-fae_", "2vxsx-fae_-1", "a_1_1"})
  void whatIsNoKeyIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> ClientKey.parse(text));
  }
}
