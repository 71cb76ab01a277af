package icws.gateway.ops;

import icws.ic.Bytes;
import java.util.Map;

/**
 * An answer of HTTP.
 *
 * @param headers those that say more than status and length
 */
record PageAnswer(int status, Map<String, String> headers, Bytes body) {

  PageAnswer {
    headers = Map.copyOf(headers);
  }

  /** For whoever has its content already (RFC 9110, section 15.4.5). */
  PageAnswer notModified() {
    return new PageAnswer(304, headers, Bytes.EMPTY);
  }

  /** One in words, for whoever reads it. */
  static PageAnswer words(int status, String text, Map<String, String> headers) {
    return new PageAnswer(status, headers, Bytes.utf8(text + "\n"));
  }
}
