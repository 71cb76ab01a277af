package icws.devnet.replica;

import icws.devnet.engine.SystemFunction;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The system API (module {@code ic0}) for all canisters of a replica, and which message is running.
 * For the replica's thread.
 */
final class Ic0 {
  private final Map<String, SystemFunction> functions;
  private @Nullable Execution running;

  Ic0(Bytes rootKeyDer, Principal subnetId, BiConsumer<Canister, String> printer) {
    SystemApi api = new SystemApi(this::running);
    new Ic0Messages(printer).define(api);
    new Ic0Calls().define(api);
    new Ic0Canister(rootKeyDer, subnetId).define(api);
    new Ic0Stable().define(api);
    new Ic0Cycles().define(api);
    functions = api.functions();
  }

  Map<String, SystemFunction> functions() {
    return functions;
  }

  private Execution running() {
    return Optional.ofNullable(running)
        .orElseThrow(() -> new IllegalStateException("no message is running"));
  }

  /** Runs {@code body} as the code that handles a message; may be nested. */
  void run(Execution execution, Runnable body) {
    Execution outer = running;
    running = execution;
    try {
      body.run();
    } finally {
      running = outer;
    }
  }
}
