package icws.devnet.http;

/**
 * Settings of the JDK's HTTP server, which it takes from system properties only, once for the
 * process. What somebody has set already is left alone.
 */
final class HttpServerSettings {
  private HttpServerSettings() {}

  static void apply() {
    // Without it, Nagle's algorithm and delayed acknowledgements cost 40 ms a reply.
    setDefault("sun.net.httpserver.nodelay", "true");
    // A server that closes idle connections before its clients do breaks their next request.
    setDefault("sun.net.httpserver.idleInterval", "1800");
    // The same of a server that keeps 200 of them, where one gateway has up to 512.
    setDefault("sun.net.httpserver.maxIdleConnections", "100000");
    // Seconds for a request to arrive: a slow client must not keep a thread.
    setDefault("sun.net.httpserver.maxReqTime", "60");
  }

  private static void setDefault(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
