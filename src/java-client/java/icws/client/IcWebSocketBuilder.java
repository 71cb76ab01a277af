package icws.client;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.ic4j.agent.identity.Identity;
import org.ic4j.types.Principal;

/**
 * Makes sockets to one canister, as {@link java.net.http.WebSocket.Builder} makes others. For one
 * thread at a time.
 */
public final class IcWebSocketBuilder {
  private static final Duration CONNECT_TIMEOUT = Duration.ofMinutes(1);
  private static final long MOST_WAITING_BYTES = 16 << 20;

  private final IcNetwork network;
  private final Principal canister;
  private ClientIdentity identity = ClientKeys.generate();
  private Duration connectTimeout = CONNECT_TIMEOUT;
  private long maxWaitingBytes = MOST_WAITING_BYTES;
  private boolean reconnects = true;

  IcWebSocketBuilder(IcNetwork network, Principal canister) {
    this.network = network;
    this.canister = canister;
  }

  /**
   * The caller that the canister sees; if none is said, one made for this builder.
   *
   * @throws IllegalArgumentException if it is one that {@link Ic4jIdentity} does not take
   */
  public IcWebSocketBuilder identity(Identity ic4j) {
    return identity(new Ic4jIdentity(ic4j));
  }

  /** The same for identities of other kinds. */
  public IcWebSocketBuilder identity(ClientIdentity other) {
    identity = other;
    return this;
  }

  /** How long registration and opening may take together; a minute if nothing is said. */
  public IcWebSocketBuilder connectTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a time-out must be positive: " + timeout);
    }
    connectTimeout = timeout;
    return this;
  }

  /** While more bytes wait to be sent, sending fails; 16 MiB if nothing is said. */
  public IcWebSocketBuilder maxWaitingBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a number of bytes is not negative: " + bytes);
    }
    maxWaitingBytes = bytes;
    return this;
  }

  /** Whether another connection follows one that has ended; it does if nothing is said. */
  public IcWebSocketBuilder reconnect(boolean whether) {
    reconnects = whether;
    return this;
  }

  /**
   * Opens a socket.
   *
   * @param gateway the address of its endpoint for the protocol, such as {@code
   *     wss://gateway.example/poc}
   * @return completes after {@link IcWebSocket.Listener#onOpen}; fails with an {@link
   *     IcWebSocketException} if the first connection ends before that, of which the listener is
   *     told nothing
   * @throws IllegalArgumentException if the address is not of a WebSocket
   */
  public <T> CompletableFuture<IcWebSocket<T>> buildAsync(
      Protocol protocol, URI gateway, Codec<T> codec, IcWebSocket.Listener<T> listener) {
    String scheme = String.valueOf(gateway.getScheme());
    if (!(scheme.equals("ws") || scheme.equals("wss"))) {
      throw new IllegalArgumentException("neither ws nor wss: " + gateway);
    }
    Opening opening =
        new NetworkOpening(
            network, canister, identity, protocol, gateway, connectTimeout, maxWaitingBytes);
    return IcWebSocket.open(opening, codec, listener, reconnects);
  }
}
