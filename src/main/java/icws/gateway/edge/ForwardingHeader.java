package icws.gateway.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The header in which proxies say whom they forward for. Each proxy appends to what it was sent, so
 * the header is as trustworthy as its end: it is read from there, and what a client wrote into it
 * can change nothing to its right.
 */
public enum ForwardingHeader {
  X_FORWARDED_FOR("X-Forwarded-For") {
    @Override
    String node(String element) {
      return element;
    }
  },

  /** RFC 7239. */
  FORWARDED("Forwarded") {
    @Override
    String node(String element) {
      for (String pair : fromTheEnd(element, ';')) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equalsIgnoreCase("for")) {
          return unquoted(pair.substring(equals + 1).strip());
        }
      }
      return "";
    }
  };

  private final String headerName;

  ForwardingHeader(String headerName) {
    this.headerName = headerName;
  }

  /** The header's name, as requests have it. */
  public String headerName() {
    return headerName;
  }

  /** The name as an operator writes it. */
  @Override
  public String toString() {
    return headerName.toLowerCase(Locale.ROOT);
  }

  /**
   * Who asked the nearest proxy, who asked that one, and so on, as far as the header tells.
   *
   * @param lines the header's lines, in the order in which they came
   * @return what stands for an address; it may be anything
   */
  List<String> nodes(List<String> lines) {
    return fromTheEnd(String.join(",", lines), ',').stream().map(this::node).toList();
  }

  /** What one proxy said of whom it forwarded for. */
  abstract String node(String element);

  /** The parts between separators outside quotes, the last one first. */
  private static List<String> fromTheEnd(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int end = text.length();
    for (int i = text.length() - 1; i >= 0; i--) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.add(text.substring(i + 1, end).strip());
        end = i;
      }
    }
    parts.add(text.substring(0, end).strip());
    return parts;
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
