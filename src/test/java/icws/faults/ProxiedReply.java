package icws.faults;

import icws.ic.Bytes;
import java.nio.charset.StandardCharsets;

/** What the network answers. */
public record ProxiedReply(int status, String contentType, Bytes body) {

  /** As an HTTP/1.1 response, all of it. */
  Bytes encode() {
    return Bytes.concat(head(status, contentType, "Content-Length: " + body.size()), body);
  }

  /** The head of a response, with a line that says how its body is delimited. */
  static Bytes head(int status, String contentType, String framing) {
    String head =
        "HTTP/1.1 %d -\r\nContent-Type: %s\r\n%s\r\n\r\n".formatted(status, contentType, framing);
    return Bytes.wrap(head.getBytes(StandardCharsets.US_ASCII));
  }
}
