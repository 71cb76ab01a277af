package icws.gateway.edge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** IP addresses as servers and proxies write them. Names are no addresses: nothing is looked up. */
final class AddressText {
  private static final int IPV4_BYTES = 4;
  private static final String OCTET = "(0|[1-9]\\d{0,2})";
  private static final String PORT = "(?::[\\w.-]{1,16})?";

  private static final Pattern IPV4 =
      Pattern.compile(OCTET + "\\." + OCTET + "\\." + OCTET + "\\." + OCTET + PORT);

  /** What begins with a point Java would look up as a name, with and without a colon in it. */
  private static final String DIGITS = "[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}";

  /** In brackets, then maybe with a port, or bare; the zone of a link-local one is left out. */
  private static final Pattern IPV6 =
      Pattern.compile(
          "\\[("
              + DIGITS
              + ")(?:%[^\\]]{0,32})?\\]"
              + PORT
              + "|("
              + DIGITS
              + ")(?:%[\\w.-]{0,32})?");

  /** RFC 1122 section 3.2.1.3: this host on this network, that is, nobody in particular. */
  private static final InetAddress UNKNOWN = ofBytes(new byte[IPV4_BYTES]);

  private AddressText() {}

  /** Who is connected, as the server says it; 0.0.0.0 where that is no address. */
  static InetAddress ofPeer(String text) {
    return parse(text).orElse(UNKNOWN);
  }

  /**
   * Reads {@code 192.0.2.1}, {@code 192.0.2.1:80}, {@code 2001:db8::1}, {@code [2001:db8::1]} or
   * {@code [2001:db8::1]:80}. An IPv4 address that is written as IPv6 is the IPv4 address.
   *
   * @return empty for anything else
   */
  static Optional<InetAddress> parse(String text) {
    Matcher four = IPV4.matcher(text);
    if (four.matches()) {
      return ipv4(four);
    }
    Matcher six = IPV6.matcher(text);
    if (!six.matches()) {
      return Optional.empty();
    }
    String address = six.group(1) == null ? six.group(2) : six.group(1);
    return address.indexOf(':') < 0 ? Optional.empty() : ipv6(address);
  }

  private static Optional<InetAddress> ipv4(Matcher octets) {
    byte[] raw = new byte[IPV4_BYTES];
    for (int i = 0; i < raw.length; i++) {
      int octet = Integer.parseInt(octets.group(i + 1));
      if (octet > 0xff) {
        return Optional.empty();
      }
      raw[i] = (byte) octet;
    }
    return Optional.of(ofBytes(raw));
  }

  /** The address that these 4 or 16 bytes are. */
  static InetAddress ofBytes(byte[] raw) {
    try {
      return InetAddress.getByAddress(raw);
    } catch (UnknownHostException wrongLength) {
      throw new IllegalArgumentException(wrongLength);
    }
  }

  private static Optional<InetAddress> ipv6(String address) {
    try {
      // With a colon in it and no point in front Java takes it for an address, never for a name.
      return Optional.of(InetAddress.getByName(address));
    } catch (UnknownHostException malformed) {
      return Optional.empty();
    }
  }
}
