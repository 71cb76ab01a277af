package icws.devnet.replica;

import icws.ic.Bytes;

/** How a call ended. */
public sealed interface Response {
  /** The callee's answer, Candid by convention. */
  record Replied(Bytes reply) implements Response {}

  /** A refusal, by the callee or by the system. */
  record Rejected(ErrorCode error, String message) implements Response {
    public int rejectCode() {
      return error.rejectCode();
    }
  }

  static Replied reply(Bytes reply) {
    return new Replied(reply);
  }

  static Rejected reject(ErrorCode error, String message) {
    return new Rejected(error, message);
  }
}
