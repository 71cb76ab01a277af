package icws.gateway.edge;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.gateway.MessagePath;
import icws.ic.Bytes;
import java.lang.reflect.Field;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A frame's way from its endpoint to its session is the one that is documented. */
final class EndpointPathTest extends ConnectionFixture {

  private static final String SESSION = "ClientSession.receive";

  private @Nullable List<String> calls;

  /** Closed by a frame that is wrong, in the thread that brings it. */
  private final class Witness implements FrameChannel {

    @Override
    public void write(Bytes frame, Consumer<@Nullable Throwable> done) {
      done.accept(null);
    }

    @Override
    public void ping() {}

    @Override
    public void close(int code, String text) {
      calls = MessagePath.here();
    }

    @Override
    public boolean mayBlock() {
      return false;
    }
  }

  @Test
  void aFrameTakesTheDocumentedWay() throws Exception {
    connections.admit((protocol, socket) -> sessions.connect(PROTOCOL, socket));
    Connection connection = open(CLIENT, new Witness()).orElseThrow();
    PocEndpoint endpoint = new PocEndpoint();
    Field field = ProtocolEndpoint.class.getDeclaredField("connection");
    field.setAccessible(true);
    field.set(endpoint, connection);
    endpoint.onBinary(new byte[] {1}, true);
    List<String> documented = MessagePath.documented();
    int end = documented.indexOf(SESSION) + 1;
    assertEquals(
        documented.subList(0, end), MessagePath.steps(requireNonNull(calls)).subList(0, end));
  }
}
