package icws.gateway;

import icws.ic.Bytes;
import icws.ic.agent.NetworkStatus;
import icws.ic.agent.ReadResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks a network for its root key. A gateway may be started before the network, so this is tried
 * until it answers with a key that can be used.
 */
final class RootKeyFetch implements Supplier<CompletableFuture<Void>> {

  private final Supplier<CompletableFuture<ReadResult<NetworkStatus>>> status;
  private final Consumer<Bytes> known;

  /**
   * @param status asks once
   * @param known is given the key (DER); throws if it is unusable
   */
  RootKeyFetch(
      Supplier<CompletableFuture<ReadResult<NetworkStatus>>> status, Consumer<Bytes> known) {
    this.status = status;
    this.known = known;
  }

  /** Asks once; fails if there is no key, or none that can be used. */
  @Override
  public CompletableFuture<Void> get() {
    return status.get().thenAccept(reading -> known.accept(key(reading)));
  }

  private static Bytes key(ReadResult<NetworkStatus> reading) {
    if (reading instanceof ReadResult.Known<NetworkStatus> told) {
      return told.value()
          .rootKeyDer()
          .orElseThrow(
              () -> new IllegalStateException("it answers, and does not tell its root key"));
    }
    throw new IllegalStateException("it does not answer: " + reading);
  }
}
