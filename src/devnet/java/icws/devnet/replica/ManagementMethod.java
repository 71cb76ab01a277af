package icws.devnet.replica;

import icws.ic.candid.CandidValue;
import java.util.function.Consumer;

/**
 * A method of the management canister.
 *
 * @param callers who may call it
 * @param body what it does
 */
record ManagementMethod(Callers callers, Body body) {
  /** Who may call a method. */
  enum Callers {
    /** Whoever controls the canister that the argument names. */
    CONTROLLERS,
    /** Controllers, and the canister itself. */
    CONTROLLERS_AND_SELF,
    /** Canisters only, never users. */
    CANISTERS,
    ANYBODY
  }

  /** What a method does; its answer may come later. */
  @FunctionalInterface
  interface Body {
    void call(Call call, CandidValue argument, Consumer<Response> answer);
  }

  /** A body that answers at once. */
  @FunctionalInterface
  interface Immediate {
    Response call(Call call, CandidValue argument);
  }

  static ManagementMethod of(Callers callers, Immediate body) {
    return new ManagementMethod(
        callers, (call, argument, answer) -> answer.accept(body.call(call, argument)));
  }
}
