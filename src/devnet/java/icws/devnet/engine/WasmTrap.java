package icws.devnet.engine;

/** Ends the running message: the canister, or the system on its behalf, gave up. Unchecked. */
public final class WasmTrap extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a message ended early. */
  public enum Cause {
    /** The Wasm machine: unreachable code, memory out of bounds, division by zero, ... */
    MACHINE,
    /** The canister called {@code ic0.trap}. */
    CALLED_TRAP,
    /** A system function was called where, or with what, it must not be. */
    CONTRACT,
    /** The message ran longer than it may. */
    OUT_OF_TIME,
    /** The network's own memory is used up. */
    OUT_OF_MEMORY
  }

  private final Cause reason;

  public WasmTrap(Cause reason, String message) {
    super(message);
    this.reason = reason;
  }

  public WasmTrap(Cause reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Cause reason() {
    return reason;
  }

  /** A system function was called where, or with what, it must not be. */
  public static WasmTrap contract(String message) {
    return new WasmTrap(Cause.CONTRACT, message);
  }
}
