package icws.page;

import icws.demo.Examples;
import icws.gateway.LiveSystem;
import icws.ic.agent.Network;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples for authors of dapps: each page in several tabs, with its canister behind it. */
@ExtendWith(LiveSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesIT {
  private final LiveSystem system;
  private final Examples examples;

  ExamplesIT(LiveSystem system) throws IOException {
    this.system = system;
    Network network = new Network(system.network().url(), system.network().rootKey());
    examples = Examples.start(0, network, system.network()::install, system.gateway().socket());
  }

  @AfterAll
  void stopServing() {
    examples.close();
  }

  @Test
  void lineTypedInOneTabAppearsInTheOthersOfItsRoomOnly() throws IOException, InterruptedException {
    run("chat");
  }

  @Test
  void pricesChangeByThemselvesAndAlikeInEachTab() throws IOException, InterruptedException {
    run("prices");
  }

  @Test
  void pointerMovedInOneTabMovesInTheOther() throws IOException, InterruptedException {
    run("cursor");
  }

  @AfterEach
  void nobodyIsLeft() throws IOException, InterruptedException {
    for (String metric : List.of("icws_sockets", "icws_sessions", "icws_canisters")) {
      system.gateway().awaitMetric(metric, 0);
    }
  }

  private void run(String example) throws IOException, InterruptedException {
    new BrowserTest(example + ".test.mjs")
        .run(Map.of("ICWS_PAGE", examples.page(example).toString()));
  }
}
