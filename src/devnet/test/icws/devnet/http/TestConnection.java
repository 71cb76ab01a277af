package icws.devnet.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** A client's connection, from any address of this machine, that asks for the network's status. */
final class TestConnection implements AutoCloseable {
  /** What came of a request. */
  enum Outcome {
    ANSWERED,
    /** Nothing, as long as the client waited. */
    SILENCE,
    /** The connection was ended instead. */
    ENDED
  }

  private final Socket socket = new Socket();

  /**
   * @param from an address of this machine, for example 127.0.0.2
   */
  TestConnection(URI network, String from) throws IOException {
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(new InetSocketAddress(network.getHost(), network.getPort()));
  }

  void send() throws IOException {
    String request = "GET /api/v2/status HTTP/1.1\r\nHost: devnet\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  /** Reads an answer to its end, or gives up. */
  Outcome receive(Duration patience) throws IOException {
    socket.setSoTimeout((int) patience.toMillis());
    InputStream in = socket.getInputStream();
    try {
      return line(in).isEmpty() ? Outcome.ENDED : body(in);
    } catch (SocketTimeoutException e) {
      return Outcome.SILENCE;
    }
  }

  private static Outcome body(InputStream in) throws IOException {
    int size = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
        size = Integer.parseInt(header.substring("content-length: ".length()));
      }
    }
    return in.readNBytes(size).length == size ? Outcome.ANSWERED : Outcome.ENDED;
  }

  /** A line without its end; empty where the connection was ended instead. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  Outcome ask(Duration patience) throws IOException {
    send();
    return receive(patience);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
