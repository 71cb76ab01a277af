package icws.gateway.canister;

import java.util.concurrent.CompletableFuture;

/**
 * One call of a canister that may be made again as long as it is not answered, by one thread at a
 * time. However often it is made, the canister is called once, or else the verdict is that nobody
 * knows: {@link Failure.Kind#UNREACHABLE}.
 */
@FunctionalInterface
public interface RepeatableCall {

  /** Makes the call; as all futures of a {@link Canister}, this one never fails. */
  CompletableFuture<Verdict> make();

  /**
   * Takes a try back that has not left the gateway: it is not made, nor is another one, and its
   * verdict is {@link Failure.Kind#NOT_SENT}. One that is on its way goes on, as does one of what
   * has no way to take it back. From any thread.
   */
  default void withdraw() {}
}
