package icws.gateway.canister;

import icws.ic.Principal;
import icws.ic.agent.Outcome;
import java.util.Set;

/**
 * What a request that was not replied to means for the gateway.
 *
 * <p>Reject codes and error codes as in the interface specification and in the replica's list of
 * error codes.
 */
final class OutcomeReader {

  private static final String CANISTER_NOT_FOUND = "IC0301";
  private static final String NO_MODULE = "IC0537";

  /** No such method (in two generations of the replica), no module installed. */
  private static final Set<String> LACKS_INTERFACE = Set.of("IC0302", "IC0536", NO_MODULE);

  /** Stopped or stopping, as a canister is while it is upgraded; out of cycles. */
  private static final Set<String> OUT_OF_SERVICE = Set.of("IC0207", "IC0508", "IC0509");

  private OutcomeReader() {}

  /**
   * The failure that an outcome is.
   *
   * @param outcome any but {@link Outcome.Replied}
   */
  static Failure failure(Outcome outcome) {
    if (outcome instanceof Outcome.Rejected rejected) {
      return rejection(rejected);
    }
    if (outcome instanceof Outcome.Refused refused) {
      return new Failure(Failure.Kind.UNCONFIRMED, refused.reason());
    }
    if (outcome instanceof Outcome.NotSent unsent) {
      return new Failure(
          unsent.reachable() ? Failure.Kind.NOT_SENT : Failure.Kind.NOT_CONNECTED, unsent.reason());
    }
    if (outcome instanceof Outcome.Unavailable unavailable) {
      return new Failure(
          unavailable.retry() ? Failure.Kind.UNAVAILABLE : Failure.Kind.UNREACHABLE,
          unavailable.reason());
    }
    if (outcome instanceof Outcome.Untrusted untrusted) {
      return new Failure(Failure.Kind.UNTRUSTED, untrusted.reason());
    }
    throw new IllegalArgumentException("a reply is no failure");
  }

  private static Failure rejection(Outcome.Rejected rejected) {
    Failure.Kind kind = kind(rejected);
    if (rejected.certified()) {
      // What the network certifies to be unable to do now, it has not done.
      boolean undone =
          kind == Failure.Kind.UNAVAILABLE && rejected.code() != Outcome.Rejected.SYS_UNKNOWN;
      return new Failure(kind, rejected.message(), kind.leavesDoubt() && !undone);
    }
    return new Failure(
        kind.isAnswer() ? Failure.Kind.UNCONFIRMED : Failure.Kind.UNAVAILABLE, rejected.message());
  }

  /** What a rejection says, whether or not that is certified. */
  static Failure.Kind kind(Outcome.Rejected rejected) {
    if (rejected.errorCode().equals(CANISTER_NOT_FOUND)) {
      return Failure.Kind.UNKNOWN_CANISTER;
    }
    if (LACKS_INTERFACE.contains(rejected.errorCode()) || saysNoMethod(rejected)) {
      return Failure.Kind.NOT_A_WEBSOCKET_CANISTER;
    }
    if (OUT_OF_SERVICE.contains(rejected.errorCode())) {
      return Failure.Kind.UNAVAILABLE;
    }
    return switch (rejected.code()) {
      case Outcome.Rejected.SYS_FATAL -> Failure.Kind.UNREACHABLE;
      case Outcome.Rejected.DESTINATION_INVALID -> Failure.Kind.UNKNOWN_CANISTER;
      case Outcome.Rejected.CANISTER_REJECT, Outcome.Rejected.CANISTER_ERROR ->
          Failure.Kind.REJECTED;
      default -> Failure.Kind.UNAVAILABLE;
    };
  }

  static boolean saysNoModule(Outcome.Rejected rejected) {
    return rejected.errorCode().equals(NO_MODULE);
  }

  /** What the network certifies of a canister that it does not have. */
  static Outcome.Rejected noCanister(Principal canister) {
    return new Outcome.Rejected(
        Outcome.Rejected.DESTINATION_INVALID,
        "this network has no canister " + canister,
        CANISTER_NOT_FOUND,
        true);
  }

  /** What the network certifies of a canister without code. */
  static Outcome.Rejected noModule(Principal canister) {
    return new Outcome.Rejected(
        Outcome.Rejected.CANISTER_ERROR,
        "canister " + canister + " has no code installed",
        NO_MODULE,
        true);
  }

  /** Older networks give no error code; the text of a canister's own reject says nothing. */
  private static boolean saysNoMethod(Outcome.Rejected rejected) {
    String message = rejected.message();
    return rejected.errorCode().isEmpty()
        && rejected.code() != Outcome.Rejected.CANISTER_REJECT
        && (message.contains("has no query method") || message.contains("has no update method"));
  }
}
