package icws.motoko;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A WebSocket canister for each test, on a host of its own. */
abstract class CanisterFixture {
  private final Path program;

  @SuppressWarnings("NullAway.Init")
  CanisterHost host;

  @SuppressWarnings("NullAway.Init")
  SocketCanister canister;

  /** With the demo of the PoC protocol. */
  CanisterFixture() {
    this(CanisterHost.DEMO_POC);
  }

  /** With this program of {@link CanisterHost}. */
  CanisterFixture(Path program) {
    this.program = program;
  }

  @BeforeEach
  final void install() {
    host = new CanisterHost();
    canister = new SocketCanister(host, host.install(program));
  }

  @AfterEach
  final void close() {
    host.close();
  }
}
