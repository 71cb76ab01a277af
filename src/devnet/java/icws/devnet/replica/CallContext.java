package icws.devnet.replica;

import icws.ic.Principal;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call that a canister has begun to handle: who waits for the answer, and how many calls of its
 * own are still open. For the replica's thread.
 */
final class CallContext {
  private final Principal caller;
  private final Consumer<Response> answer;
  private final boolean mustRespond;
  private int outstanding;
  private @Nullable Response response;

  private CallContext(Principal caller, Consumer<Response> answer, boolean mustRespond) {
    this.caller = caller;
    this.answer = answer;
    this.mustRespond = mustRespond;
  }

  static CallContext ofCall(Principal caller, Consumer<Response> answer) {
    return new CallContext(caller, answer, true);
  }

  /** For timers and heartbeats: nobody waits. */
  static CallContext ofSystemTask() {
    return new CallContext(Principal.MANAGEMENT, response -> {}, false);
  }

  Principal caller() {
    return caller;
  }

  Optional<Response> response() {
    return Optional.ofNullable(response);
  }

  int outstanding() {
    return outstanding;
  }

  boolean hasResponded() {
    return response != null;
  }

  boolean isSystemTask() {
    return !mustRespond;
  }

  /** Whether it can no longer be answered, although somebody waits. */
  boolean isForgotten() {
    return mustRespond && response == null && outstanding == 0;
  }

  boolean isFinished() {
    return outstanding == 0 && (response != null || !mustRespond);
  }

  void callSent() {
    outstanding++;
  }

  void callReturned() {
    outstanding--;
  }

  /** Passes the answer on; a second one is dropped. */
  void respond(Response theResponse) {
    if (response == null) {
      response = theResponse;
      answer.accept(theResponse);
    }
  }
}
