package icws.page;

import icws.gateway.LiveSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a user sees of the whole system, and what the client makes of lies and broken wires. */
@ExtendWith(LiveSystem.Shared.class)
class DemoPageIT {
  private static final Path CLIENT = Path.of("src", "main", "client");

  private final LiveSystem system;

  DemoPageIT(LiveSystem system) {
    this.system = system;
  }

  @Test
  void twentyRoundsInTheBrowserAreAllVerified() throws IOException, InterruptedException {
    runInBrowser("rounds.test.mjs");
  }

  @Test
  void twoTabsAreTwoClientsAndCanTalkWhateverTheirProtocols()
      throws IOException, InterruptedException {
    runInBrowser("broadcast.test.mjs");
  }

  @Test
  void twoBrowsersOnTwoCanistersStayApart() throws IOException, InterruptedException {
    runInBrowser("apart.test.mjs");
  }

  @Test
  void forgedMessageIsNotShownAndThePageSaysWhy() throws IOException, InterruptedException {
    runInBrowser("liar.test.mjs");
  }

  @Test
  void thePageSpeaksProtocolV1WithThePublishedPackage() throws IOException, InterruptedException {
    runInBrowser("v1.test.mjs");
  }

  @Test
  void thePageSaysThatTheGatewayHoldsMessagesBack() throws IOException, InterruptedException {
    runInBrowser("blocked.test.mjs");
  }

  @AfterEach
  void nobodyIsLeft() throws IOException, InterruptedException {
    for (String metric : List.of("icws_sockets", "icws_sessions", "icws_canisters")) {
      system.gateway().awaitMetric(metric, 0);
    }
  }

  @Test
  void clientRefusesLiesAndComesBackFromWhatEndsItOnTheRealSystem()
      throws IOException, InterruptedException {
    List<String> command = List.of("npm", "run", "--silent", "test:network");
    new JavaScriptTest(CLIENT, command, whereabouts())
        .run(BrowserTest.OUTPUT.resolve("client.log"));
  }

  /** Where everything is, as the JavaScript tests expect to be told. */
  private Map<String, String> whereabouts() {
    return Map.of(
        "ICWS_NETWORK", system.network().url().toString(),
        "ICWS_ROOT_KEY", system.network().rootKey().hex(),
        "ICWS_CANISTER", system.canister().toString(),
        "ICWS_OTHER_CANISTER", system.otherCanister().toString(),
        "ICWS_SHORT_LIVED_CANISTER", system.shortLivedCanister().toString(),
        "ICWS_GATEWAY", system.gateway().socket().toString(),
        "ICWS_PAGE", system.gateway().http("/").toString());
  }

  private void runInBrowser(String test) throws IOException, InterruptedException {
    new BrowserTest(test).run(whereabouts());
  }
}
