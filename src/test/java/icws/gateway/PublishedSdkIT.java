package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Principal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The published npm package ic-websocket-js works unchanged through this gateway. What it does is
 * in {@code src/test/sdk}.
 */
@ExtendWith(LiveSystem.Shared.class)
class PublishedSdkIT {
  private static final File SCRIPTS = new File("src/test/sdk").getAbsoluteFile();
  private static final long LIMIT_SECONDS = 180;

  @Test
  void thePublishedSdkIsServedWhereItLooksForTheExistingGateway(
      LiveSystem system, @TempDir Path folder) throws IOException, InterruptedException {
    run("sdk.test.mjs", "/", system, system.network().installDemo(), folder);
  }

  @Test
  void thePublishedSdkLivesOverItsPeriodsAndNoticesABlockedWay(
      LiveSystem system, @TempDir Path folder) throws IOException, InterruptedException {
    run("periods.test.mjs", "/v1", system, system.network().installShortPeriodsV1(), folder);
  }

  @Test
  void aThousandMessagesOfThePublishedSdkBackToBackAreAnsweredInOrder(
      LiveSystem system, @TempDir Path folder) throws IOException, InterruptedException {
    run("backToBack.test.mjs", "/v1", system, system.network().installDemo(), folder);
  }

  /** Runs a file of tests in Node, against the endpoint at a path. */
  private static void run(
      String tests, String path, LiveSystem system, Principal canister, Path folder)
      throws IOException, InterruptedException {
    assertTrue(
        new File(SCRIPTS, "node_modules").isDirectory(),
        "src/test/sdk/node_modules is missing; the build makes it, or: (cd src/test/sdk && npm ci)");
    Path log = folder.resolve("sdk.log");
    Process node = startNode(tests, path, system, canister, log);
    try {
      boolean ended = node.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      String output = Files.readString(log);
      assertTrue(ended, () -> "no end in time: " + output);
      assertEquals(0, node.exitValue(), () -> output);
    } finally {
      node.destroyForcibly();
    }
  }

  private static Process startNode(
      String tests, String path, LiveSystem system, Principal canister, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("node", "--test", "--test-force-exit", "--test-reporter=spec", tests)
            .directory(SCRIPTS)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("GATEWAY_SOCKET", system.gateway().socket(path).toString());
    builder.environment().put("NETWORK_URL", system.network().url().toString());
    builder.environment().put("CANISTER", canister.toString());
    return builder.start();
  }
}
