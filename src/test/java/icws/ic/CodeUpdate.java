package icws.ic;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** New code for a canister that the anonymous principal controls, as an operator installs it. */
public final class CodeUpdate {
  /** What becomes of the canister's state. */
  public enum Mode {
    REINSTALL("reinstall"),
    UPGRADE("upgrade");

    private final String variant;

    Mode(String variant) {
      this.variant = variant;
    }
  }

  private static final Duration LIFETIME = Duration.ofMinutes(2);
  private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

  private CodeUpdate() {}

  /**
   * Has the management canister install a module, and waits until it has.
   *
   * @param clock the network's
   */
  public static void install(Agent agent, Clock clock, Mode mode, Principal canister, Bytes wasm) {
    Envelope call = Envelope.sign(content(clock, mode, canister, wasm), new AnonymousIdentity());
    Outcome outcome = agent.relay(call.encode(), canister, call.requestId()).join();
    if (!(outcome instanceof Outcome.Replied)) {
      throw new AssertionError("no " + mode + ": " + outcome);
    }
  }

  private static Map<String, Object> content(
      Clock clock, Mode mode, Principal canister, Bytes wasm) {
    CandidValue argument =
        CandidValue.record(
            Map.of(
                "mode", CandidValue.variant(mode.variant, CandidValue.nullValue()),
                "canister_id", CandidValue.principal(canister),
                "wasm_module", CandidValue.blob(wasm),
                "arg", CandidValue.blob(Candid.encode())));
    long expirySeconds = clock.instant().plus(LIFETIME).getEpochSecond();
    return Map.of(
        "request_type", "call",
        "canister_id", Principal.MANAGEMENT.raw(),
        "method_name", "install_code",
        "arg", Candid.encode(argument),
        "sender", Principal.ANONYMOUS.raw(),
        "ingress_expiry", BigInteger.valueOf(expirySeconds).multiply(NANOS));
  }
}
