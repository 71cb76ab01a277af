package icws.faults;

import icws.ic.Bytes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Reads HTTP/1.1 requests with bodies of a known length, as agents send them. For one thread. */
final class HttpReader {
  private static final int MOST_BYTES = 4 << 20;

  private final InputStream in;

  HttpReader(InputStream in) {
    this.in = in;
  }

  /** The next request; empty if the connection has ended. */
  Optional<ProxiedRequest> next() throws IOException {
    String line = line();
    if (line.isEmpty()) {
      return Optional.empty();
    }
    String[] words = line.split(" ", -1);
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(lower.indexOf(':') + 1).strip());
      }
    }
    if (length > MOST_BYTES) {
      throw new IOException("a request of " + length + " bytes");
    }
    return Optional.of(ProxiedRequest.of(words[0], words[1], Bytes.wrap(body(length))));
  }

  private byte[] body(int length) throws IOException {
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the request ended early");
    }
    return body;
  }

  /** A line without its end; empty at the end of the connection. */
  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
      line.append((char) octet);
      if (line.length() > MOST_BYTES) {
        throw new IOException("a line that does not end");
      }
    }
    return new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
        .stripTrailing();
  }
}
