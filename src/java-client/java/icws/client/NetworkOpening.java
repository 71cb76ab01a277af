package icws.client;

import icws.ic.Bytes;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.ic4j.types.Principal;

/**
 * Openings at a canister of a network, through a gateway.
 *
 * @param gateway the address of the protocol's endpoint
 * @param maxWaitingBytes that may wait to be sent on one connection
 */
record NetworkOpening(
    IcNetwork network,
    Principal canister,
    ClientIdentity identity,
    Protocol protocol,
    URI gateway,
    Duration connectTimeout,
    long maxWaitingBytes)
    implements Opening {

  @Override
  public ScheduledExecutorService timers() {
    return network.timers();
  }

  @Override
  public CompletableFuture<Introduction> introduce() {
    if (protocol == Protocol.V1) {
      return CompletableFuture.completedFuture(
          new Introduction(
              new V1Conversation(canister.toString(), identity, proof(), network.clock())));
    }
    ClientKeys keys = ClientKeys.generate();
    Registrar registrar = new Registrar(network.agent(identity), canisterId(), authorityEndNanos());
    return registrar
        .register(keys.rawPublicKey())
        .thenApply(registered -> introduction(keys, registrar, registered));
  }

  private Introduction introduction(
      ClientKeys keys, Registrar registrar, Registrar.Registration registered) {
    long client = registered.client();
    return new Introduction(
        new PocConversation(canister.toString(), keys, client, proof(), network.clock()),
        registered
            .terms()
            .map(
                terms ->
                    new Renewal(terms, () -> registrar.renew(client), network.clock(), timers())));
  }

  private FrameProof proof() {
    return new Certification(network.verifier(), canisterId());
  }

  private icws.ic.Principal canisterId() {
    return icws.ic.Principal.of(Bytes.wrap(canister.getValue()));
  }

  private OptionalLong authorityEndNanos() {
    return identity.chain().stream().mapToLong(link -> link.expirationNanos).min();
  }

  @Override
  public CompletableFuture<WebSocket> connect(WebSocket.Listener listener) {
    return network
        .http()
        .newWebSocketBuilder()
        .connectTimeout(connectTimeout)
        .buildAsync(gateway, listener);
  }
}
