package icws.devnet.http;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A request that was read and is on its way.
 *
 * @param answer answers it when it has arrived, and may throw what {@link CallEndpoints} and {@link
 *     StateEndpoints} throw
 * @param logged where it is one that access logs tell of
 */
record ApiRequest(Supplier<CompletableFuture<Reply>> answer, Optional<LoggedRequest> logged) {
  static ApiRequest unlogged(Supplier<CompletableFuture<Reply>> answer) {
    return new ApiRequest(answer, Optional.empty());
  }

  static ApiRequest refused(RuntimeException reason) {
    return unlogged(() -> CompletableFuture.failedFuture(reason));
  }
}
