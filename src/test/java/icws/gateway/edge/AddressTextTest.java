package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTextTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "192.0.2.1:4711, 192.0.2.1",
    "192.0.2.1:_hidden, 192.0.2.1",
    "255.255.255.255, 255.255.255.255",
    "2001:db8::1, 2001:db8:0:0:0:0:0:1",
    "2001:DB8::1, 2001:db8:0:0:0:0:0:1",
    "[2001:db8::1], 2001:db8:0:0:0:0:0:1",
    "[2001:db8::1]:4711, 2001:db8:0:0:0:0:0:1",
    "::1, 0:0:0:0:0:0:0:1",
    "fe80::1%eth0, fe80:0:0:0:0:0:0:1",
    "[fe80::1%25eth0]:80, fe80:0:0:0:0:0:0:1",
    "::ffff:192.0.2.1, 192.0.2.1",
  })
  void addressesAreRead(String text, String address) {
    assertEquals(Optional.of(address), AddressText.parse(text).map(InetAddress::getHostAddress));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "unknown",
        "_gazonk",
        "localhost",
        "example.org",
        "1",
        "1.2.3",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.4.5",
        "0x7f000001",
        "2130706433",
        "1.2.3.4 ",
        "1.2.3.4:",
        "1.2.3.4, 5.6.7.8",
        "[1.2.3.4]",
        "cafe",
        "::g",
        "1::2::3",
        ".::1",
        "[.::1]",
        "[2001:db8::1",
        "2001:db8::1]",
        "[2001:db8::1]x",
        "[2001:db8::1]80",
        "٣.1.1.1",
        "1.1.1.1\n2.2.2.2",
      })
  void anythingElseIsNoAddressAndNoNameIsLookedUp(String text) {
    assertEquals(Optional.empty(), AddressText.parse(text));
  }

  @Test
  void aVeryLongTextIsNoAddress() {
    assertEquals(Optional.empty(), AddressText.parse("1:".repeat(100_000)));
    assertEquals(Optional.empty(), AddressText.parse("[" + ":".repeat(100_000)));
  }

  @Test
  void aPeerWithoutAnAddressIsNobodyInParticular() {
    assertEquals("0.0.0.0", AddressText.ofPeer("a local socket").getHostAddress());
  }
}
