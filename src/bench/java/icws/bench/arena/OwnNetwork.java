package icws.bench.arena;

import icws.client.IcNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The devnet in a process of its own. Not thread-safe. */
public final class OwnNetwork implements Network {
  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> kept = new ArrayList<>();
  private final URI door;
  private final URI url;
  private final String rootKeyHex;
  private final IcNetwork network;

  private OwnNetwork(Process process, BufferedReader output) throws IOException {
    this.process = process;
    this.url = URI.create(after(output, "url "));
    this.rootKeyHex = after(output, "root key ");
    this.door = URI.create(after(output, CountedNetwork.DOOR));
    this.network = IcNetwork.of(http, url, HexFormat.of().parseHex(rootKeyHex));
    ignore(output);
  }

  /** Starts a network with a clock that the devnet knows by this name. */
  public static OwnNetwork start(Extent extent) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A demo canister takes four megabytes, and there may be two thousand.
    command.addAll(List.of("-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("-Dicws.canisters=" + System.getProperty("icws.canisters"));
    command.add(CountedNetwork.class.getName());
    command.addAll(List.of("--port", "0", "--quiet"));
    if (!extent.isInstant()) {
      command.addAll(List.of("--clock", extent.clock()));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      return new OwnNetwork(
          process,
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
    } catch (IOException | RuntimeException notStarted) {
      process.destroy();
      throw notStarted;
    }
  }

  private static String after(BufferedReader output, String start) throws IOException {
    List<String> seen = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(start)) {
        return line.substring(start.length()).trim();
      }
      seen.add(line);
    }
    throw new IOException("the network does not start: " + seen);
  }

  /** A process whose output nobody reads stands still when the pipe is full. */
  private static void ignore(BufferedReader output) {
    Thread reader = new Thread(() -> output.lines().forEach(line -> {}), "network's output");
    reader.setDaemon(true);
    reader.start();
  }

  @Override
  public URI url() {
    return url;
  }

  @Override
  public String rootKeyHex() {
    return rootKeyHex;
  }

  @Override
  public IcNetwork asClientsKnowIt() {
    return network;
  }

  @Override
  public String freshCanister() {
    return ask("/canister");
  }

  @Override
  public List<String> canisters(int count) {
    while (kept.size() < count) {
      kept.add(freshCanister());
    }
    return List.copyOf(kept.subList(0, count));
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.of(process.pid());
  }

  @Override
  public Optional<Requests> requests() {
    return Optional.of(Requests.parse(ask("/requests")));
  }

  private String ask(String what) {
    try {
      return http.send(HttpRequest.newBuilder(door.resolve(what)).build(), BodyHandlers.ofString())
          .body();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
