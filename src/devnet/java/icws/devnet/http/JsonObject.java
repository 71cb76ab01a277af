package icws.devnet.http;

import java.util.Optional;

/** Writes a JSON object (RFC 8259) of texts and numbers. For one thread. */
final class JsonObject {
  private static final int FIRST_PRINTABLE = 0x20;

  private final StringBuilder out = new StringBuilder("{");

  JsonObject text(String name, String value) {
    name(name);
    quoted(value);
    return this;
  }

  /** {@code null} where it is empty. */
  JsonObject text(String name, Optional<String> value) {
    if (value.isPresent()) {
      return text(name, value.get());
    }
    name(name);
    out.append("null");
    return this;
  }

  JsonObject number(String name, Number value) {
    name(name);
    out.append(value);
    return this;
  }

  private void name(String name) {
    if (out.length() > 1) {
      out.append(',');
    }
    quoted(name);
    out.append(':');
  }

  private void quoted(String text) {
    out.append('"');
    text.chars().forEach(this::escaped);
    out.append('"');
  }

  private void escaped(int c) {
    if (c == '"' || c == '\\') {
      out.append('\\').append((char) c);
    } else if (c < FIRST_PRINTABLE) {
      out.append(String.format("\\u%04x", c));
    } else {
      out.append((char) c);
    }
  }

  @Override
  public String toString() {
    return out + "}";
  }
}
