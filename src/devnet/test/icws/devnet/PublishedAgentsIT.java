package icws.devnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Principal;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Third-party clients accept the network: the published JavaScript agents, of the present and of
 * the former generation, verify its certificates and query signatures. What they check is in {@code
 * src/test/js/agents.test.mjs}.
 */
class PublishedAgentsIT {
  private static final File SCRIPTS = new File("src/test/js").getAbsoluteFile();
  private static final long LIMIT_SECONDS = 180;

  @Test
  void publishedAgentsVerifyWhatTheNetworkAnswers(@TempDir Path folder)
      throws IOException, InterruptedException {
    assertTrue(
        new File(SCRIPTS, "node_modules").isDirectory(),
        "src/test/js/node_modules is missing; the build makes it, or: (cd src/test/js && npm ci)");
    Path log = folder.resolve("agents.log");
    try (Devnet devnet = Devnet.start(DevnetOptions.defaults().port(0))) {
      Principal probe = devnet.install(TestCanisters.PROBE, Devnet.NO_ARGUMENTS);
      Process node = startNode(devnet, probe, log);
      try {
        assertTrue(node.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), () -> "no end in time: " + log);
        assertEquals(0, node.exitValue(), () -> read(log));
      } finally {
        node.destroyForcibly();
      }
    }
  }

  private static Process startNode(Devnet devnet, Principal probe, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("node", "--test", "--test-reporter=spec", "agents.test.mjs")
            .directory(SCRIPTS)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("DEVNET_URL", devnet.url().toString());
    builder.environment().put("PROBE_CANISTER", probe.toString());
    builder.environment().put("PROBE_WASM", TestCanisters.PROBE.toString());
    return builder.start();
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
