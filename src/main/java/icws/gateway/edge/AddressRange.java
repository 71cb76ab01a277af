package icws.gateway.edge;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * The addresses that begin with the same bits as another (RFC 4632).
 *
 * @param first any of them
 * @param prefixBits how many bits they share; all of them for a single address
 */
public record AddressRange(InetAddress first, int prefixBits) {
  /** RFC 4291 section 2.5.4: what one network, and so often one user, has of IPv6. */
  private static final int IPV6_NETWORK_BITS = 64;

  public AddressRange {
    if (prefixBits < 0 || prefixBits > bits(first)) {
      throw new IllegalArgumentException("a prefix of " + prefixBits + " bits");
    }
  }

  /** Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address; empty if it is neither. */
  public static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return AddressText.parse(text).map(single -> new AddressRange(single, bits(single)));
    }
    String prefix = text.substring(slash + 1);
    return AddressText.parse(text.substring(0, slash))
        .filter(first -> prefix.matches("\\d{1,3}") && Integer.parseInt(prefix) <= bits(first))
        .map(first -> new AddressRange(first, Integer.parseInt(prefix)));
  }

  /**
   * What counts as one client's: an IPv4 address, or an IPv6 network, of whose addresses a client
   * can use a new one each time.
   */
  static InetAddress household(InetAddress client) {
    if (!(client instanceof Inet6Address)) {
      return client;
    }
    byte[] raw = client.getAddress();
    Arrays.fill(raw, IPV6_NETWORK_BITS / Byte.SIZE, raw.length, (byte) 0);
    return AddressText.ofBytes(raw);
  }

  boolean contains(InetAddress address) {
    byte[] ours = first.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefixBits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  private static int bits(InetAddress address) {
    return address.getAddress().length * Byte.SIZE;
  }
}
