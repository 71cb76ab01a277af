package icws.devnet;

import icws.ic.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The canisters of {@code src/test/motoko}, which the build compiles. */
public final class TestCanisters {
  /** {@code Probe.mo}: each of its methods shows one thing that canisters can do. */
  public static final Path PROBE = Path.of("target/test-canisters/probe.wasm").toAbsolutePath();

  /** {@code ShortPeriods.mo}: of the PoC protocol, with heartbeats a second apart. */
  public static final Path SHORT_PERIODS =
      Path.of("target/test-canisters/short-periods.wasm").toAbsolutePath();

  /** {@code ShortPeriodsV1.mo}: of protocol v1, with acknowledgements a second apart. */
  public static final Path SHORT_PERIODS_V1 =
      Path.of("target/test-canisters/short-periods-v1.wasm").toAbsolutePath();

  /** {@code ShortLivedDemo.mo}: of the PoC protocol; heartbeats and registrations last seconds. */
  public static final Path SHORT_LIVED_DEMO =
      Path.of("target/test-canisters/short-lived-demo.wasm").toAbsolutePath();

  /** {@code BoundedV1.mo}: of protocol v1, with limits that a test can reach. */
  public static final Path BOUNDED_V1 =
      Path.of("target/test-canisters/bounded-v1.wasm").toAbsolutePath();

  private TestCanisters() {}

  /** The module's bytes. */
  public static Bytes read(Path wasm) {
    try {
      return Bytes.wrap(Files.readAllBytes(wasm));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "not there: " + wasm + "; the build makes it with mvn process-test-resources", e);
    }
  }
}
