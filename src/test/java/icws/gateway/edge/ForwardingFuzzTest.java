package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client writes into forwarding headers: it may say anything and is some address. */
@Tag("fuzz")
class ForwardingFuzzTest {

  private static final InetAddress PROXY = AddressText.ofPeer("10.0.0.1");
  private static final InetAddress STRANGER = AddressText.ofPeer("198.51.100.7");
  private static final List<AddressRange> RANGES =
      List.of(
          AddressRange.parse("10.0.0.0/8").orElseThrow(),
          AddressRange.parse("fd00::/8").orElseThrow());

  static Stream<byte[]> seeds() {
    return Stream.of(
            "198.51.100.7, fd00::9, 10.0.0.9",
            "[2001:db8::7]:80\n10.0.0.9",
            "\"1.1.1.1, 198.51.100.7",
            "proto=https; FOR = \"198.51.100.7:4711\" ;by=x",
            "for=\"[2001:db8::7%eth0]:4711\",for=10.0.0.2;host=\"a,b;for=2.2.2.2\"",
            "::ffff:192.0.2.1",
            "fd00::/8")
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @MethodSource("seeds")
  @FuzzTest
  void client(byte[] input) {
    // As servers read headers.
    String text = new String(input, StandardCharsets.ISO_8859_1);
    List<String> lines = text.lines().toList();
    for (ForwardingHeader header : ForwardingHeader.values()) {
      InetAddress client = new TrustedProxies(RANGES, header).client(PROXY, lines);
      // Its own text is the address again: it came of an address and not of a name.
      assertEquals(client, AddressText.parse(client.getHostAddress()).orElseThrow());
      AddressRange.household(client);
      // Whatever the client wrote, the last word is its proxy's.
      List<String> proxied = Stream.concat(lines.stream(), Stream.of(last(header))).toList();
      assertEquals(STRANGER, new TrustedProxies(RANGES, header).client(PROXY, proxied));
    }
    AddressRange.parse(text);
  }

  private static String last(ForwardingHeader header) {
    String address = STRANGER.getHostAddress();
    return header == ForwardingHeader.FORWARDED ? "for=" + address : address;
  }
}
