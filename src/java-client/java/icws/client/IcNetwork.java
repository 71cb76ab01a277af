package icws.client;

import icws.client.IcWebSocketException.Failure;
import icws.ic.Bytes;
import icws.ic.agent.Agent;
import icws.ic.agent.AgentTimings;
import icws.ic.agent.HttpAgent;
import icws.ic.agent.HttpLimits;
import icws.ic.agent.HttpTransport;
import icws.ic.agent.Network;
import icws.ic.agent.NetworkStatus;
import icws.ic.agent.ReadResult;
import icws.ic.certificate.CertificateVerifier;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Pattern;

/**
 * One Internet Computer: where it answers, and the root key from which all that it certifies
 * follows. Make one for many sockets, which then share what has been verified. It starts no
 * threads; its {@link HttpClient} stays the caller's. Thread-safe.
 */
public final class IcNetwork {
  private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(10);
  private static final Pattern MAINNET_HOST =
      Pattern.compile(
          "(.*\\.)?(icp-api\\.io|ic0\\.app|icp0\\.io|icp\\.net|internetcomputer\\.org)\\.?");

  private final Network network;
  private final HttpClient http;
  private final Clock clock;
  private final HttpTransport transport;
  private final CertificateVerifier verifier;

  IcNetwork(Network network, HttpClient http, Clock clock) {
    this.network = network;
    this.http = http;
    this.clock = clock;
    this.transport = transport(http);
    this.verifier =
        new CertificateVerifier(network.rootKeyDer(), clock, CertificateVerifier.DEFAULT_MAX_AGE);
  }

  /** The public one, whose root key is built in. */
  public static IcNetwork mainnet(HttpClient http) {
    return new IcNetwork(Network.mainnet(), http, Clock.systemUTC());
  }

  /**
   * Another one, whose root key is known.
   *
   * @param uri of its HTTP interface, such as {@code http://127.0.0.1:4943}
   * @param rootKeyDer 133 bytes of DER
   * @throws IllegalArgumentException if the URI is not of HTTP or the key is no BLS12-381 key
   */
  public static IcNetwork of(HttpClient http, URI uri, byte[] rootKeyDer) {
    return new IcNetwork(new Network(uri, Bytes.copyOf(rootKeyDer)), http, Clock.systemUTC());
  }

  /**
   * Another one that is asked for its root key: for development. Whoever answers vouches for
   * himself, so nothing is proved to a client that knows the network in this way only.
   *
   * @return fails with {@link Failure#CONNECTION} if it does not answer with a root key
   * @throws IllegalArgumentException if the URI is the public network's, whose key is known
   */
  public static CompletableFuture<IcNetwork> withFetchedRootKey(HttpClient http, URI uri) {
    String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    if (MAINNET_HOST.matcher(host).matches()) {
      throw new IllegalArgumentException("the public network's root key is never fetched: " + uri);
    }
    return HttpAgent.status(uri, transport(http), STATUS_TIMEOUT)
        .thenApply(status -> of(http, uri, rootKey(status).toByteArray()));
  }

  private static Bytes rootKey(ReadResult<NetworkStatus> status) {
    Optional<Bytes> key = Optional.empty();
    if (status instanceof ReadResult.Known<NetworkStatus> known) {
      key = known.value().rootKeyDer();
    }
    return key.orElseThrow(
        () -> new IcWebSocketException(Failure.CONNECTION, "no root key was fetched: " + status));
  }

  private static HttpTransport transport(HttpClient http) {
    return new HttpTransport(http, Timers.shared(), HttpLimits.defaults());
  }

  Agent agent(ClientIdentity identity) {
    AgentTimings timings = AgentTimings.defaults();
    return new HttpAgent(network, new AgentIdentity(identity), transport, timings, clock);
  }

  CertificateVerifier verifier() {
    return verifier;
  }

  HttpClient http() {
    return http;
  }

  Clock clock() {
    return clock;
  }

  ScheduledExecutorService timers() {
    return Timers.shared();
  }
}
