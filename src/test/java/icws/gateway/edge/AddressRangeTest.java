package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.1.2.3/8, 10.255.1.2, true",
    "192.0.2.128/25, 192.0.2.128, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.3, false",
    "0.0.0.0/0, 203.0.113.7, true",
    "0.0.0.0/0, ::1, false",
    "10.0.0.0/8, ::ffff:10.1.1.1, true",
    "fd00::/8, fdff::1, true",
    "fd00::/8, fe00::1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, ::1, true",
  })
  void containsWhatBeginsWithTheSameBits(String range, String address, boolean contained) {
    assertEquals(
        Optional.of(contained),
        AddressRange.parse(range).map(it -> it.contains(AddressText.ofPeer(address))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "::/129", "a/8"})
  void anythingElseIsNoRange(String text) {
    assertEquals(Optional.empty(), AddressRange.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::",
    "2001:db8:1:2:ffff:ffff:ffff:ffff, 2001:db8:1:2::",
  })
  void aNetworkOfIpv6IsOneHousehold(String client, String household) {
    assertEquals(AddressText.ofPeer(household), AddressRange.household(AddressText.ofPeer(client)));
  }
}
