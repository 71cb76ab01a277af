package icws.gateway.edge;

import java.net.IDN;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Origins as browsers write them (RFC 6454, section 6.2): lower case, names in ASCII, without the
 * scheme's usual port; and as operators write them.
 */
final class WebOrigin {
  /** Of pages without an origin of their own: sandboxed frames, {@code data:} and the like. */
  static final String NULL = "null";

  /** What stands for one or more labels at the beginning of a host. */
  static final String ANY_LABELS = "*.";

  private static final Map<String, Integer> USUAL_PORTS =
      Map.of("http", 80, "ws", 80, "https", 443, "wss", 443, "ftp", 21);

  private static final Pattern ORIGIN =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9+.-]{0,63})://(\\[[^\\]]*\\]|[^/?#@:\\[\\]\\\\]*)(?::(\\d{1,5}))?");

  /** Hosts of other schemes are names too, such as an extension's id. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,253}");

  /** With these IDNA of 2003, which is Java's, differs from that of browsers. */
  private static final Pattern AMBIGUOUS = Pattern.compile("[\u00df\u03c2\u200c\u200d]");

  private static final int MOST_PORT = 65_535;

  private WebOrigin() {}

  /** The usual form of what a browser says; empty if it is no origin. */
  static Optional<String> ofHeader(String text) {
    if (text.equals(NULL)) {
      return Optional.of(NULL);
    }
    Matcher parts = ORIGIN.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    String host = parts.group(2).toLowerCase(Locale.ROOT);
    return isHost(scheme, host)
        ? Optional.of(joined(scheme, host, parts.group(3)))
        : Optional.empty();
  }

  /**
   * The usual form of what an operator has listed, which may end in a slash, have a name of any
   * alphabet, or begin with {@link #ANY_LABELS} after the scheme.
   *
   * @throws IllegalArgumentException if it is no origin; the message says what to write
   */
  static String ofList(String text) {
    if (text.equals(NULL)) {
      return NULL;
    }
    if (!text.contains("://")) {
      throw new IllegalArgumentException(
          text.matches("[\\p{L}0-9.*_-]+(:\\d+)?")
              ? text + " has no scheme; write https://" + text
              : "\"" + text + "\" is no origin");
    }
    Matcher parts = ORIGIN.matcher(text.replaceFirst("(?<!:/?)/$", ""));
    if (!parts.matches()) {
      throw new IllegalArgumentException(text + " is no origin, which ends with its host or port");
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    String port = parts.group(3);
    if (port != null && Integer.parseInt(port) > MOST_PORT) {
      throw new IllegalArgumentException(text + " has no port of those up to " + MOST_PORT);
    }
    return joined(scheme, listedHost(text, scheme, parts.group(2)), port);
  }

  private static String listedHost(String text, String scheme, String written) {
    boolean anyLabels = written.startsWith(ANY_LABELS);
    String name = anyLabels ? written.substring(ANY_LABELS.length()) : written;
    if (name.contains("*")) {
      throw new IllegalArgumentException(
          text + ": * stands for whole labels at a host's beginning, as in https://*.b.example");
    }
    String host = ascii(name);
    if (!isHost(scheme, host) || (anyLabels && !NAME.matcher(host).matches())) {
      throw new IllegalArgumentException(text + " has no host name after ://");
    }
    return anyLabels ? ANY_LABELS + host : host;
  }

  private static String ascii(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (AMBIGUOUS.matcher(lower).find()) {
      throw new IllegalArgumentException(
          name + " has to be written in ASCII (xn--...), as browsers tell it");
    }
    try {
      return lower.startsWith("[") ? lower : IDN.toASCII(lower).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(name + " is no host name", malformed);
    }
  }

  private static boolean isHost(String scheme, String host) {
    if (host.isEmpty()) {
      return scheme.equals("file");
    }
    return host.startsWith("[")
        ? AddressText.parse(host).isPresent()
        : NAME.matcher(host).matches() && (host.equals(".") || !host.matches("\\..*|.*\\.\\..*"));
  }

  private static String joined(String scheme, String host, @Nullable String port) {
    String origin = scheme + "://" + (host.startsWith("[") ? usualAddress(host) : host);
    if (port == null || USUAL_PORTS.getOrDefault(scheme, 0) == Integer.parseInt(port)) {
      return origin;
    }
    return origin + ":" + Integer.parseInt(port);
  }

  private static String usualAddress(String host) {
    return "[" + AddressText.parse(host).map(InetAddress::getHostAddress).orElse("") + "]";
  }
}
