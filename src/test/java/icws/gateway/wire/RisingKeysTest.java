package icws.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RisingKeysTest {

  private static final Principal GATEWAY = Principal.ANONYMOUS;

  @Test
  void keyHasTheNonceInTwentyDigits() {
    assertEquals("2vxsx-fae_00000000000000000016", RisingKeys.key(GATEWAY, 16));
    assertEquals("2vxsx-fae_18446744073709551615", RisingKeys.key(GATEWAY, -1));
    assertTrue(RisingKeys.key(GATEWAY, 16).startsWith(RisingKeys.prefix(GATEWAY)));
  }

  @Test
  void noncesAreReadAsLongAsTheyRise() {
    RisingKeys keys = new RisingKeys(GATEWAY, 16);

    assertEquals(16, keys.nonce(RisingKeys.key(GATEWAY, 16)));
    assertEquals(-1, keys.nonce(RisingKeys.key(GATEWAY, -1)));
    assertThrows(ReplyException.class, () -> keys.nonce(RisingKeys.key(GATEWAY, 0)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2vxsx-fae_16",
        "2vxsx-fae_000000000000000000016",
        "2vxsx-fae_+0000000000000000016",
        "2vxsx-fae_18446744073709551616",
        "2VXSX-FAE_00000000000000000016",
        "aaaaa-aa_00000000000000000016"
      })
  void otherTextsAreRefused(String text) {
    assertThrows(ReplyException.class, () -> new RisingKeys(GATEWAY, 0).nonce(text));
  }
}
