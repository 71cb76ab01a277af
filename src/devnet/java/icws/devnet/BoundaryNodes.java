package icws.devnet;

import icws.devnet.http.FrontendOptions;
import icws.devnet.http.HttpFrontend;
import icws.devnet.http.ObservedRequest;
import icws.devnet.replica.BoundaryNode;
import icws.devnet.replica.Replica;
import icws.devnet.state.SubnetKeys;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The network's entrances, each on a port of its own, with its own count of what addresses ask for,
 * its own way to it and its own access logs; at least one. Where they are asked for they stand in
 * the certified state, by address and port: all of them are on one machine. They have one replica
 * behind them, so none lags behind another. Thread-safe.
 */
final class BoundaryNodes implements AutoCloseable {
  private static final String IPV4 = "127.0.0.1";
  private static final String IPV6 = "::ffff:127.0.0.1";

  private final List<HttpFrontend> nodes = new ArrayList<>();

  /**
   * Binds all ports and serves.
   *
   * @throws UncheckedIOException where a port is in use
   */
  BoundaryNodes(
      DevnetOptions options, Replica replica, SubnetKeys keys, Consumer<ObservedRequest> observer) {
    int count = options.conditions().boundaryNodes();
    try {
      for (int i = 0; i < Math.max(1, count); i++) {
        nodes.add(new HttpFrontend(frontendOptions(options, i), replica, keys, observer));
      }
    } catch (UncheckedIOException e) {
      close();
      throw e;
    }
    replica.boundaryNodes(certified(count, keys));
  }

  /** Their ports follow one another, unless they are any free ones. */
  private static FrontendOptions frontendOptions(DevnetOptions options, int number) {
    Conditions conditions = options.conditions();
    return new FrontendOptions(
        options.port() == 0 ? 0 : options.port() + number,
        options.callTimeout(),
        conditions.travel(),
        conditions.limit(),
        conditions.accessLogs(),
        conditions.seed() + number);
  }

  private List<BoundaryNode> certified(int count, SubnetKeys keys) {
    List<BoundaryNode> certified = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String domain = nodes.get(i).url().getAuthority();
      certified.add(new BoundaryNode(keys.boundaryNodeId(i), domain, IPV4, IPV6));
    }
    return certified;
  }

  /** Where each is found. */
  List<URI> urls() {
    return nodes.stream().map(HttpFrontend::url).toList();
  }

  @Override
  public void close() {
    nodes.forEach(HttpFrontend::close);
  }
}
