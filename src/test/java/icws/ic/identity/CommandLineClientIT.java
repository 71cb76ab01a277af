package icws.ic.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import icws.ic.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys go to and fro between the network's own command-line client and {@link IdentityPem}. The
 * client is a program for Linux on x86-64; where npm has not installed it, nothing is tested.
 */
class CommandLineClientIT {
  private static final Path CLIENT =
      Path.of("src/test/js/node_modules/@icp-sdk/icp-cli-linux-x64/bin/icp").toAbsolutePath();
  private static final long LIMIT_SECONDS = 60;
  private static final String SEED = "abandon ".repeat(11) + "about";
  private static final Passphrase PASSPHRASE = Passphrase.of("swördfish");

  private final Path home;
  private final Path passphraseFile;

  CommandLineClientIT(@TempDir Path home) throws IOException {
    this.home = home;
    this.passphraseFile = Files.writeString(home.resolve("passphrase"), "swördfish");
  }

  @BeforeEach
  void theClientIsThere() {
    assumeTrue(Files.isExecutable(CLIENT), "no " + CLIENT);
  }

  private String icp(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(CLIENT.toString(), "identity"));
    command.addAll(List.of(arguments));
    Path said = home.resolve("said");
    Path complaints = home.resolve("complaints");
    ProcessBuilder client =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectOutput(said.toFile())
            .redirectError(complaints.toFile());
    client
        .environment()
        .putAll(Map.of("HOME", home.toString(), "ICP_HOME", home.toString(), "DO_NOT_TRACK", "1"));
    Process process = client.start();
    try {
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(command + ": " + Files.readString(complaints));
      }
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(said);
  }

  private String principal(String name) throws IOException, InterruptedException {
    return icp("principal", "--identity", name).strip();
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256k1", "prime256v1", "ed25519"})
  void whatItExportsIsRead(String curve) throws Exception {
    Path seed = Files.writeString(home.resolve("seed"), SEED);
    icp(
        "import",
        "a",
        "--from-seed-file",
        seed.toString(),
        "--seed-curve",
        curve,
        "--storage",
        "plaintext");
    String plain = icp("export", "a");
    String encrypted =
        icp("export", "a", "--encrypt", "--encryption-password-file", passphraseFile.toString());
    for (String pem : List.of(plain, encrypted)) {
      assertEquals(
          principal("a"), IdentityPem.read(Bytes.utf8(pem), PASSPHRASE).principal().toString());
    }
  }

  @Test
  void whatIsWrittenHereItImports() throws Exception {
    Ed25519Identity made = Ed25519Identity.generate(new SecureRandom());
    for (Passphrase passphrase : List.of(Passphrase.none(), PASSPHRASE)) {
      String name = passphrase.isNone() ? "plain" : "encrypted";
      Path pem = Files.writeString(home.resolve(name), IdentityPem.write(made, passphrase));
      icp(
          "import",
          name,
          "--from-pem",
          pem.toString(),
          "--storage",
          "plaintext",
          "--decryption-password-from-file",
          passphraseFile.toString());
      assertEquals(made.principal().toString(), principal(name));
    }
  }
}
