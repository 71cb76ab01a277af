package icws.devnet.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The JDK's HTTP server on the loopback interface, with settings that many clients can live with.
 */
public final class LoopbackHttpServer {
  private static final int BACKLOG = 1_024;

  static {
    // Taken from system properties only, once for the process.
    // Without it, Nagle's algorithm and delayed acknowledgements cost 40 ms a reply.
    setDefault("sun.net.httpserver.nodelay", "true");
    // A server that closes idle connections before its clients do breaks their next request.
    setDefault("sun.net.httpserver.idleInterval", "1800");
    // The same of a server that keeps 200 of them, where one gateway has up to 512.
    setDefault("sun.net.httpserver.maxIdleConnections", "100000");
    // Seconds for a request to arrive: a slow client must not keep a thread.
    setDefault("sun.net.httpserver.maxReqTime", "60");
  }

  private LoopbackHttpServer() {}

  /**
   * Binds the port; it is to be started.
   *
   * @param port 0 for any free one
   * @throws IOException where the port is in use
   */
  public static HttpServer bind(int port) throws IOException {
    return HttpServer.create(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
  }

  /** Leaves alone what somebody has set. */
  private static void setDefault(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
