package icws.bench.arena;

import icws.client.IcNetwork;
import icws.ic.agent.HttpAgent;
import icws.ic.agent.HttpLimits;
import icws.ic.agent.HttpTransport;
import icws.ic.agent.NetworkStatus;
import icws.ic.agent.ReadResult;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A network that runs already, with demo canisters that somebody has installed. */
public final class GivenNetwork implements Network {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final URI url;
  private final List<String> canisters;
  private final String rootKeyHex;
  private final IcNetwork network;
  // The next of them.
  private int next;

  /**
   * Asks it for its root key: what is measured is not what it proves.
   *
   * @param canisters their ids, one at least
   */
  public GivenNetwork(URI url, List<String> canisters) {
    if (canisters.isEmpty()) {
      throw new IllegalArgumentException("--network needs a --canister");
    }
    HttpClient http = HttpClient.newHttpClient();
    this.url = url;
    this.canisters = List.copyOf(canisters);
    this.rootKeyHex = rootKeyHex(http, url);
    this.network = IcNetwork.of(http, url, HexFormat.of().parseHex(rootKeyHex));
  }

  private static String rootKeyHex(HttpClient http, URI url) {
    ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    try {
      HttpTransport transport = new HttpTransport(http, timers, HttpLimits.defaults());
      ReadResult<NetworkStatus> status = HttpAgent.status(url, transport, PATIENCE).join();
      if (status instanceof ReadResult.Known<NetworkStatus> known) {
        return known.value().rootKeyDer().orElseThrow().hex();
      }
      throw new IllegalStateException("no root key from " + url + ": " + status);
    } finally {
      timers.shutdownNow();
    }
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
    return canisters.get(next++ % canisters.size());
  }

  @Override
  public List<String> canisters(int count) {
    return canisters.subList(0, Math.min(count, canisters.size()));
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.empty();
  }

  @Override
  public Optional<Requests> requests() {
    return Optional.empty();
  }

  @Override
  public void close() {
    // It is somebody else's.
  }
}
