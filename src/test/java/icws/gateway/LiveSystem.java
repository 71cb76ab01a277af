package icws.gateway;

import icws.client.ClientIdentity;
import icws.client.GatewaySocket;
import icws.client.PocClient;
import icws.client.V1Client;
import icws.ic.Principal;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One local network with two demo canisters and one gateway on it, shared by all test classes of a
 * run, because a server takes seconds to start. A test leaves no client behind.
 */
public final class LiveSystem implements AutoCloseable {

  /** Gives tests the one system: {@code @ExtendWith(LiveSystem.Shared.class)} and a parameter. */
  public static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == LiveSystem.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      // The root's store closes it after the last class.
      return context
          .getRoot()
          .getStore(Namespace.create(LiveSystem.class))
          .getOrComputeIfAbsent(LiveSystem.class, key -> start(), LiveSystem.class);
    }
  }

  private final LocalNetwork network;
  private final Principal canister;
  private final Principal otherCanister;
  private final Principal shortLivedCanister;
  private final GatewayProcess gateway;
  private final HttpClient http = HttpClient.newHttpClient();

  private LiveSystem(LocalNetwork network) throws IOException, InterruptedException {
    this.network = network;
    this.canister = network.installDemo();
    this.otherCanister = network.installDemo();
    this.shortLivedCanister = network.installShortLivedDemo();
    this.gateway = gateway(network, canister);
  }

  private static LiveSystem start() {
    LocalNetwork network = LocalNetwork.start(0);
    try {
      return new LiveSystem(network);
    } catch (IOException | RuntimeException | AssertionError failure) {
      network.close();
      throw new IllegalStateException("the system does not start", failure);
    } catch (InterruptedException interrupted) {
      network.close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the start was interrupted", interrupted);
    }
  }

  private static GatewayProcess gateway(LocalNetwork network, Principal canister)
      throws IOException, InterruptedException {
    return GatewayProcess.start(
        Files.createTempDirectory(
            Files.createDirectories(Path.of("target").toAbsolutePath()), "live-system"),
        network.settings(
            Map.of(
                "icws.demo.canister", canister.toString(),
                "icws.limits.frame-bytes", "65536",
                "icws.limits.first-frame-timeout", "3s",
                // All clients are one address here.
                "icws.limits.processor-time-per-address", "2s",
                // A poller that nobody needs any more would show itself soon.
                "icws.poll.longest", "200ms")));
  }

  public LocalNetwork network() {
    return network;
  }

  public Principal canister() {
    return canister;
  }

  public Principal otherCanister() {
    return otherCanister;
  }

  /** A demo canister of the PoC protocol whose heartbeats and registrations last seconds. */
  public Principal shortLivedCanister() {
    return shortLivedCanister;
  }

  public GatewayProcess gateway() {
    return gateway;
  }

  /** A socket to the gateway's PoC protocol on which nothing has been said. */
  GatewaySocket socket() {
    return GatewaySocket.connect(http, gateway.socket());
  }

  /** A socket to the gateway's protocol v1 on which the client has said nothing. */
  GatewaySocket socketV1() {
    return GatewaySocket.connect(http, gateway.socket("/v1"));
  }

  /** A client of a canister that has registered and heard the canister's greeting. */
  PocClient client(Principal of) {
    PocClient client = network.register(of);
    client.join(socket());
    return client;
  }

  /** A client of protocol v1 that has heard the canister's greeting. */
  V1Client clientV1(Principal of) {
    return joined(network.clientV1(of));
  }

  /** The same for somebody who signs so. */
  V1Client clientV1(Principal of, ClientIdentity identity) {
    return joined(network.clientV1(of, identity));
  }

  private V1Client joined(V1Client client) {
    client.join(socketV1());
    return client;
  }

  @Override
  public void close() {
    gateway.close();
    network.close();
  }
}
