package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom a request counts as coming from, with honest proxies and with hostile clients. */
class TrustedProxiesTest {
  private static final String PROXY = "10.0.0.1";
  private static final List<AddressRange> RANGES =
      List.of(
          AddressRange.parse("10.0.0.0/8").orElseThrow(),
          AddressRange.parse("fd00::/8").orElseThrow());

  private static String client(ForwardingHeader header, String peer, String... lines) {
    return new TrustedProxies(RANGES, header)
        .client(AddressText.ofPeer(peer), Arrays.asList(lines))
        .getHostAddress();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          198.51.100.7                              | 198.51.100.7
          198.51.100.7:4711                         | 198.51.100.7
          1.1.1.1, 198.51.100.7                     | 198.51.100.7
          198.51.100.7, 10.0.0.9                    | 198.51.100.7
          198.51.100.7, fd00::9, 10.0.0.9           | 198.51.100.7
          [2001:db8::7]:80,10.0.0.9                 | 2001:db8:0:0:0:0:0:7
          2001:db8::7                               | 2001:db8:0:0:0:0:0:7
          10.0.0.3, 10.0.0.9                        | 10.0.0.3
          10.0.0.1, 10.0.0.1, 198.51.100.7          | 198.51.100.7
          1.1.1.1, unknown                          | 10.0.0.1
          1.1.1.1, evil.example, 10.0.0.9           | 10.0.0.9
          1.1.1.1,                                  | 10.0.0.1
          "1.1.1.1, 198.51.100.7                    | 198.51.100.7
          """)
  void ofAListTheLastThatIsNoProxyIsTheClient(String line, String client) {
    assertEquals(client, client(ForwardingHeader.X_FORWARDED_FOR, PROXY, line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          for=198.51.100.7                                        | 198.51.100.7
          For=198.51.100.7;proto=https;by=10.0.0.1                | 198.51.100.7
          proto=https; FOR = "198.51.100.7:4711" ;by=x            | 198.51.100.7
          for="[2001:db8::7]:4711"                                | 2001:db8:0:0:0:0:0:7
          for=1.1.1.1, for=198.51.100.7                           | 198.51.100.7
          for=198.51.100.7, for="[fd00::9]", for=10.0.0.9;host="a,b;for=2.2.2.2" | 198.51.100.7
          for=1.1.1.1, for=unknown                                | 10.0.0.1
          for=1.1.1.1, for=_secret, for=10.0.0.9                  | 10.0.0.9
          for=1.1.1.1, by=10.0.0.1                                | 10.0.0.1
          for=1.1.1.1;x=", for=198.51.100.7                       | 198.51.100.7
          for=1.1.1.1;x=", for=198.51.100.7;host="a"              | 198.51.100.7
          for="1.1.1.1, for=198.51.100.7                          | 198.51.100.7
          for=1.1.1.1;x="\\", for=198.51.100.7                    | 198.51.100.7
          forged=1.1.1.1                                          | 10.0.0.1
          198.51.100.7                                            | 10.0.0.1
          """)
  void ofForwardedElementsTheLastThatIsNoProxyIsTheClient(String line, String client) {
    assertEquals(client, client(ForwardingHeader.FORWARDED, PROXY, line));
  }

  @Test
  void whoIsNoProxyIsNotBelieved() {
    for (ForwardingHeader header : ForwardingHeader.values()) {
      assertEquals("203.0.113.5", client(header, "203.0.113.5", "10.0.0.1", "for=10.0.0.1"));
    }
  }

  @Test
  void aProxyThatSaysNothingIsTheClient() {
    for (ForwardingHeader header : ForwardingHeader.values()) {
      assertEquals(PROXY, client(header, PROXY));
      assertEquals(PROXY, client(header, PROXY, ""));
    }
  }

  @Test
  void aLineThatTheProxyAddedComesAfterTheClients() {
    assertEquals(
        "198.51.100.7",
        client(ForwardingHeader.X_FORWARDED_FOR, PROXY, "1.1.1.1, 2.2.2.2", "198.51.100.7"));
    assertEquals(
        "198.51.100.7",
        client(ForwardingHeader.FORWARDED, PROXY, "for=1.1.1.1;x=\"", "for=198.51.100.7"));
  }

  @Test
  void withoutTrustedProxiesTheClientIsWhoConnects() {
    assertEquals(
        PROXY,
        new TrustedProxies(List.of(), ForwardingHeader.X_FORWARDED_FOR)
            .client(AddressText.ofPeer(PROXY), List.of("198.51.100.7"))
            .getHostAddress());
  }
}
