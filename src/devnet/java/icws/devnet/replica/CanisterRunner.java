package icws.devnet.replica;

import icws.devnet.engine.CanisterInstance;
import icws.devnet.engine.WasmTrap;
import icws.devnet.engine.Watchdog;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs a canister's code for one message. Whatever the code did is kept when it ends well, and
 * taken back when it traps or may not change state. For the replica's thread.
 */
final class CanisterRunner {
  private final Ic0 ic0;
  private final Watchdog watchdog;
  private final Duration limit;
  private final Consumer<Execution> effects;

  /**
   * @param limit how long one message may run
   * @param effects applies what an execution that ended well asked for
   */
  CanisterRunner(Ic0 ic0, Watchdog watchdog, Duration limit, Consumer<Execution> effects) {
    this.ic0 = ic0;
    this.watchdog = watchdog;
    this.limit = limit;
    this.effects = effects;
  }

  /**
   * Runs {@code code} on the canister's instance.
   *
   * @return how it failed, if it did
   */
  Optional<Response.Rejected> run(
      Execution execution, CanisterInstance instance, Consumer<CanisterInstance> code) {
    instance.begin();
    boolean keep = false;
    try {
      Optional<Response.Rejected> trap = attempt(execution, instance, code);
      keep = trap.isEmpty() && execution.entryPoint().keepsState();
      return trap;
    } finally {
      if (keep) {
        instance.commit();
        effects.accept(execution);
      } else {
        instance.rollback();
      }
    }
  }

  /** As {@link #run}, but leaves it to the caller to begin, and to commit or to roll back. */
  Optional<Response.Rejected> attempt(
      Execution execution, CanisterInstance instance, Consumer<CanisterInstance> code) {
    return attempt(execution, () -> code.accept(instance));
  }

  /** Runs code that makes an instance, whose start function may trap. */
  Optional<Response.Rejected> attempt(Execution execution, Runnable code) {
    try {
      ic0.run(execution, () -> watchdog.guard(limit, code));
      return Optional.empty();
    } catch (WasmTrap trap) {
      return Optional.of(reject(execution.canister(), trap));
    }
  }

  private static Response.Rejected reject(Canister canister, WasmTrap trap) {
    String subject = "Error from Canister " + canister.id() + ": ";
    String message = trap.getMessage();
    return switch (trap.reason()) {
      case CALLED_TRAP ->
          Response.reject(
              ErrorCode.CANISTER_CALLED_TRAP,
              subject + "Canister called `ic0.trap` with message: '" + message + "'");
      case MACHINE ->
          Response.reject(ErrorCode.CANISTER_TRAPPED, subject + "Canister trapped: " + message);
      case CONTRACT ->
          Response.reject(
              ErrorCode.CANISTER_CONTRACT_VIOLATION,
              subject + "Canister violated contract: " + message);
      case OUT_OF_TIME -> Response.reject(ErrorCode.INSTRUCTION_LIMIT_EXCEEDED, subject + message);
      case OUT_OF_MEMORY -> Response.reject(ErrorCode.CANISTER_OUT_OF_MEMORY, subject + message);
    };
  }
}
