package icws.devnet.replica;

import java.util.Locale;

/** The IC's error codes as far as this network has reason to use them; {@code IC0503} in text. */
public enum ErrorCode {
  CANISTER_NOT_FOUND(301),
  CANISTER_REJECTED_MESSAGE(406),
  UNKNOWN_MANAGEMENT_METHOD(407),
  INVALID_MANAGEMENT_PAYLOAD(408),
  CANISTER_TRAPPED(502),
  CANISTER_CALLED_TRAP(503),
  CANISTER_CONTRACT_VIOLATION(504),
  CANISTER_INVALID_WASM(505),
  CANISTER_DID_NOT_REPLY(506),
  CANISTER_OUT_OF_MEMORY(507),
  CANISTER_STOPPED(508),
  CANISTER_STOPPING(509),
  CANISTER_NOT_STOPPED(510),
  CANISTER_STOPPING_CANCELLED(511),
  CANISTER_INVALID_CONTROLLER(512),
  CANISTER_NON_EMPTY(514),
  QUERY_CALL_GRAPH_LOOP(517),
  INSTRUCTION_LIMIT_EXCEEDED(522),
  QUERY_CALL_GRAPH_TOO_DEEP(525),
  CANISTER_METHOD_NOT_FOUND(536),
  CANISTER_HAS_NO_MODULE(537);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  /** The reject code, 1 to 6, that the IC derives from the error. */
  public int rejectCode() {
    return number / 100;
  }

  /** For example {@code IC0503}. */
  public String text() {
    return String.format(Locale.ROOT, "IC%04d", number);
  }
}
