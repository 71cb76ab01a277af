package icws.conformance;

import java.net.URI;
import java.nio.file.Path;
import org.eclipse.jetty.websocket.server.ab.TestABCase1;
import org.eclipse.jetty.websocket.server.ab.TestABCase2;
import org.eclipse.jetty.websocket.server.ab.TestABCase3;
import org.eclipse.jetty.websocket.server.ab.TestABCase4;
import org.eclipse.jetty.websocket.server.ab.TestABCase5;
import org.eclipse.jetty.websocket.server.ab.TestABCase6;
import org.eclipse.jetty.websocket.server.ab.TestABCase6BadUTF;
import org.eclipse.jetty.websocket.server.ab.TestABCase6GoodUTF;
import org.eclipse.jetty.websocket.server.ab.TestABCase7;
import org.eclipse.jetty.websocket.server.ab.TestABCase7BadStatusCodes;
import org.eclipse.jetty.websocket.server.ab.TestABCase7GoodStatusCodes;
import org.eclipse.jetty.websocket.server.ab.TestABCase9;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server's WebSockets against RFC 6455, by Autobahn's cases as Jetty has them. Jetty's classes
 * send and expect; the server is the gateway's own. {@link KnownFailures} lists what it fails.
 */
class Rfc6455IT {

  private static EchoServer echo;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    echo = EchoServer.start(directory);
  }

  @AfterAll
  static void stop() {
    echo.close();
  }

  @Nested
  @ExtendWith(KnownFailures.class)
  class Framing extends TestABCase1 {
    @Override
    public URI getServerURI() {
      return echo.uri();
    }
  }

  @Nested
  @ExtendWith(KnownFailures.class)
  class PingsAndPongs extends TestABCase2 {
    @Override
    public URI getServerURI() {
      return echo.uri();
    }
  }

  @Nested
  @ExtendWith(KnownFailures.class)
  class ReservedBits extends TestABCase3 {
    @Override
    public URI getServerURI() {
      return echo.uri();
    }
  }

  @Nested
  @ExtendWith(KnownFailures.class)
  class Opcodes extends TestABCase4 {
    @Override
    public URI getServerURI() {
      return echo.uri();
    }
  }

  @Nested
  @ExtendWith(KnownFailures.class)
  class Fragmentation extends TestABCase5 {
    @Override
    public URI getServerURI() {
      return echo.uri();
    }
  }

  @Nested
  @ExtendWith(KnownFailures.class)
  class Utf8 extends TestABCase6 {
    @Override
    public URI getServerURI() {
      return echo.uri();
    }
  }

  @Nested
  @ExtendWith(KnownFailures.class)
  class GoodUtf8 extends TestABCase6GoodUTF {
    @Override
    public URI getServerURI() {
      return echo.uri();
    }
  }

  @Nested
  @ExtendWith(KnownFailures.class)
  class BadUtf8 extends TestABCase6BadUTF {
    @Override
    public URI getServerURI() {
      return echo.uri();
    }
  }

  @Nested
  @ExtendWith(KnownFailures.class)
  class Closing extends TestABCase7 {
    @Override
    public URI getServerURI() {
      return echo.uri();
    }
  }

  @Nested
  @ExtendWith(KnownFailures.class)
  class GoodStatusCodes extends TestABCase7GoodStatusCodes {
    @Override
    public URI getServerURI() {
      return echo.uri();
    }
  }

  @Nested
  @ExtendWith(KnownFailures.class)
  class BadStatusCodes extends TestABCase7BadStatusCodes {
    @Override
    public URI getServerURI() {
      return echo.uri();
    }
  }

  @Nested
  @ExtendWith(KnownFailures.class)
  class BigMessages extends TestABCase9 {
    @Override
    public URI getServerURI() {
      return echo.uri();
    }
  }

  @Nested
  @ExtendWith(KnownFailures.class)
  class FragmentsOfOneSize extends AutomaticFragmentation {
    @Override
    public URI getServerURI() {
      return echo.uri();
    }
  }
}
