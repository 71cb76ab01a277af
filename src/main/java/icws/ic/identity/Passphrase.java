package icws.ic.identity;

import java.nio.charset.StandardCharsets;

/** What a key is encrypted with, or that there is none. It never shows what it is. */
public final class Passphrase {

  private static final Passphrase NONE = new Passphrase("");

  private final String text;

  private Passphrase(String text) {
    this.text = text;
  }

  /** No passphrase, for keys that are not encrypted. */
  public static Passphrase none() {
    return NONE;
  }

  /** A passphrase as it stands; an empty text is none. */
  public static Passphrase of(String text) {
    return text.isEmpty() ? NONE : new Passphrase(text);
  }

  /** Whether there is none. */
  public boolean isNone() {
    return text.isEmpty();
  }

  /** For schemes that define how characters become bytes. */
  char[] characters() {
    return text.toCharArray();
  }

  /** For schemes that take a character for a byte: one for each byte of UTF-8, as OpenSSL does. */
  char[] octets() {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
        .toCharArray();
  }

  @Override
  public String toString() {
    return isNone() ? "no passphrase" : "a passphrase";
  }
}
