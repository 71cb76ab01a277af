package icws.bench.arena;

import icws.gateway.GatewayProcess;
import icws.ic.agent.HttpLimits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A gateway as the command line names it: {@code URL[=NAME[@PID]]} for one that runs, {@code
 * FILE.war[=NAME]} for one that is to be started.
 *
 * @param place an address or a file
 * @param pid of its process, where it runs on this machine
 */
public record TargetLine(String place, String name, OptionalLong pid) {
  private static final int ROOM = 20_000;

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if the process is no number
   */
  public static TargetLine parse(String line) {
    int equals = line.lastIndexOf('=');
    String place = equals < 0 ? line : line.substring(0, equals);
    String name = equals < 0 ? usualName(place) : line.substring(equals + 1);
    int at = name.indexOf('@');
    return at < 0
        ? new TargetLine(place, name, OptionalLong.empty())
        : new TargetLine(
            place, name.substring(0, at), OptionalLong.of(Long.parseLong(name.substring(at + 1))));
  }

  private static String usualName(String place) {
    return isWar(place) ? "this gateway" : place;
  }

  private static boolean isWar(String place) {
    return place.endsWith(".war");
  }

  /** Whether the bench starts it. */
  public boolean isWar() {
    return isWar(place);
  }

  /**
   * Starts it, if it has to be started, and waits until it is ready.
   *
   * @param directory scratch space, also for its log
   */
  public Target open(Network network, Extent extent, Path directory)
      throws IOException, InterruptedException {
    if (!isWar()) {
      String base = place.replaceFirst("^http", "ws").replaceFirst("/+$", "");
      return new Target(name, URI.create(base), pid, () -> {});
    }
    // Ordering: one gateway is started after the other.
    System.setProperty("icws.war", Path.of(place).toAbsolutePath().toString());
    Path own =
        Files.createTempDirectory(Files.createDirectories(directory.toAbsolutePath()), "gateway");
    GatewayProcess process = GatewayProcess.start(own, settings(network, extent), List.of());
    return new Target(name, process.socket(""), OptionalLong.of(process.pid()), process::close);
  }

  /** As an operator of a large gateway would have it, behind a proxy that says whom it is for. */
  private static Map<String, String> settings(Network network, Extent extent) {
    Map<String, String> settings = new HashMap<>();
    settings.put("icws.network", "custom");
    settings.put("icws.network.url", network.url().toString());
    settings.put("icws.network.root-key", network.rootKeyHex());
    settings.put("icws.proxies.trusted", "127.0.0.1");
    settings.put("icws.limits.connections", Integer.toString(ROOM));
    settings.put("icws.limits.clients-per-canister", Integer.toString(ROOM));
    if (extent.isInstant()) {
      // A network that answers at once has no boundary nodes that count, either.
      settings.put("icws.network.requests-per-second", Integer.toString(HttpLimits.UNLIMITED));
    }
    return settings;
  }
}
