package icws.devnet.replica;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import icws.devnet.engine.CanisterInstance;
import icws.devnet.engine.CanisterModule;
import icws.devnet.engine.InvalidModuleException;
import icws.devnet.engine.StableMemory;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import java.util.List;
import java.util.Optional;

/**
 * Puts modules into canisters: install, reinstall, upgrade, uninstall. What fails leaves the
 * canister as it was. For the replica's thread.
 */
final class CodeInstaller {
  /**
   * Of all replicas of this Java machine. Compiling takes a second, and tests install the same
   * modules again and again, each on a network of its own.
   */
  private static final Cache<Bytes, CanisterModule> COMPILED =
      Caffeine.newBuilder().maximumSize(6).softValues().build();

  private final Replica replica;
  private final CanisterRunner runner;
  private final Ic0 ic0;
  private final ReplicaOptions options;

  CodeInstaller(Replica replica, CanisterRunner runner, Ic0 ic0, ReplicaOptions options) {
    this.replica = replica;
    this.runner = runner;
    this.ic0 = ic0;
    this.options = options;
  }

  /** Installs into an empty canister. */
  Optional<Response.Rejected> install(
      Canister canister, Bytes wasm, Bytes argument, Principal sender) {
    if (canister.instance().isPresent()) {
      return Optional.of(
          Response.reject(
              ErrorCode.CANISTER_NON_EMPTY,
              "Canister " + canister.id() + " cannot be installed because it is not empty"));
    }
    return reinstall(canister, wasm, argument, sender);
  }

  /** Installs a module with fresh memories, whatever was there. */
  Optional<Response.Rejected> reinstall(
      Canister canister, Bytes wasm, Bytes argument, Principal sender) {
    StableMemory stable = new StableMemory(options.maxStablePages());
    Installation installation =
        new Installation(canister, stable, argument, sender, "canister_init");
    Optional<Response.Rejected> failure = installation.begin(wasm);
    if (failure.isPresent()) {
      return failure;
    }
    canister.certifiedData(Bytes.EMPTY);
    installation.complete();
    return Optional.empty();
  }

  /**
   * Replaces the module and keeps the stable memory.
   *
   * @param skipPreUpgrade whether {@code canister_pre_upgrade} is left out
   */
  Optional<Response.Rejected> upgrade(
      Canister canister, Bytes wasm, Bytes argument, Principal sender, boolean skipPreUpgrade) {
    Optional<CanisterInstance> old = canister.instance();
    if (old.isEmpty()) {
      return Optional.of(
          Response.reject(
              ErrorCode.CANISTER_HAS_NO_MODULE,
              "Canister " + canister.id() + " cannot be upgraded: it contains no Wasm module"));
    }
    // What the old code writes before it goes is taken back if the new code fails.
    old.get().begin();
    Optional<Response.Rejected> failure =
        skipPreUpgrade ? Optional.empty() : preUpgrade(canister, old.get(), sender);
    if (failure.isEmpty()) {
      Installation installation =
          new Installation(
              canister, canister.stable().copy(), argument, sender, "canister_post_upgrade");
      failure = installation.begin(wasm);
      if (failure.isEmpty()) {
        installation.complete();
        return Optional.empty();
      }
    }
    old.get().rollback();
    return failure;
  }

  private Optional<Response.Rejected> preUpgrade(
      Canister canister, CanisterInstance old, Principal sender) {
    String export = "canister_pre_upgrade";
    if (!old.module().exports(export)) {
      return Optional.empty();
    }
    Execution execution =
        replica.execution(canister, EntryPoint.PRE_UPGRADE, from(sender, Bytes.EMPTY));
    return runner.attempt(execution, old, code -> code.call(export));
  }

  /** Takes the code and all state away; calls in progress are rejected. */
  void uninstall(Canister canister) {
    replica.timers().cancel(canister);
    canister.replaceCode(null, new StableMemory(options.maxStablePages()));
    canister.certifiedData(Bytes.EMPTY);
    canister.chunks().clear();
    List.copyOf(canister.openContexts())
        .forEach(
            context ->
                context.respond(
                    Response.reject(
                        ErrorCode.CANISTER_REJECTED_MESSAGE, "Canister has been uninstalled.")));
    canister.openContexts().clear();
    replica.state().canister(canister);
    replica.router().finishStopping(canister);
  }

  private static Execution.Input from(Principal sender, Bytes argument) {
    return Execution.Input.of(new Call(sender, Principal.MANAGEMENT, "", argument));
  }

  private CanisterModule module(Bytes wasm) {
    return COMPILED.get(Sha256.hash(wasm), hash -> CanisterModule.load(wasm, ic0.functions()));
  }

  /** New code on its way into a canister. */
  private final class Installation {
    private final Canister canister;
    private final StableMemory stable;
    private final Execution execution;
    private final String entry;
    private Optional<CanisterInstance> instance = Optional.empty();

    Installation(
        Canister canister, StableMemory stable, Bytes argument, Principal sender, String entry) {
      this.canister = canister;
      this.stable = stable;
      this.entry = entry;
      this.execution = replica.execution(canister, EntryPoint.INIT, from(sender, argument));
    }

    /** Instantiates the module and runs its entry; the canister has not changed yet. */
    Optional<Response.Rejected> begin(Bytes wasm) {
      try {
        CanisterModule module = module(wasm);
        Execution start = replica.execution(canister, EntryPoint.START, Execution.Input.system());
        Optional<Response.Rejected> trap = runner.attempt(start, () -> instantiate(module));
        if (trap.isPresent() || !module.exports(entry)) {
          return trap;
        }
        return runner.attempt(execution, () -> instance.orElseThrow().call(entry));
      } catch (InvalidModuleException e) {
        return Optional.of(
            Response.reject(ErrorCode.CANISTER_INVALID_WASM, String.valueOf(e.getMessage())));
      }
    }

    private void instantiate(CanisterModule module) {
      instance =
          Optional.of(
              new CanisterInstance(
                  module, ic0.functions(), options.meter(), stable, options.maxMemoryPages()));
    }

    void complete() {
      replica.timers().cancel(canister);
      canister.replaceCode(instance.orElseThrow(), stable);
      replica.router().applyEffects(execution);
      replica.state().canister(canister);
    }
  }
}
