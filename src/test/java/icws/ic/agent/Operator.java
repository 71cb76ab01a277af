package icws.ic.agent;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.identity.AnonymousIdentity;
import icws.ic.identity.Envelope;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** What an operator does to a canister, one that the anonymous principal controls. */
public final class Operator {
  /** What becomes of the canister's state when it gets new code. */
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

  private Operator() {}

  /**
   * Has a module installed, and waits until it is.
   *
   * @param clock the network's
   */
  public static void install(Agent agent, Clock clock, Mode mode, Principal canister, Bytes wasm) {
    Map<String, CandidValue> argument =
        Map.of(
            "mode", CandidValue.variant(mode.variant, CandidValue.nullValue()),
            "canister_id", CandidValue.principal(canister),
            "wasm_module", CandidValue.blob(wasm),
            "arg", CandidValue.blob(Candid.encode()));
    manage(agent, clock, "install_code", canister, argument);
  }

  /** Stops a canister, and waits until it has. */
  public static void stop(Agent agent, Clock clock, Principal canister) {
    manage(agent, clock, "stop_canister", canister, only(canister));
  }

  /** Has a canister that was stopped run again. */
  public static void start(Agent agent, Clock clock, Principal canister) {
    manage(agent, clock, "start_canister", canister, only(canister));
  }

  private static Map<String, CandidValue> only(Principal canister) {
    return Map.of("canister_id", CandidValue.principal(canister));
  }

  private static void manage(
      Agent agent,
      Clock clock,
      String method,
      Principal canister,
      Map<String, CandidValue> argument) {
    Envelope call = Envelope.sign(content(clock, method, argument), new AnonymousIdentity());
    Outcome outcome = agent.relay(call.encode(), canister, call.requestId()).join();
    if (!(outcome instanceof Outcome.Replied)) {
      throw new AssertionError("no " + method + ": " + outcome);
    }
  }

  private static Map<String, Object> content(
      Clock clock, String method, Map<String, CandidValue> argument) {
    long expirySeconds = clock.instant().plus(LIFETIME).getEpochSecond();
    return Map.of(
        "request_type", "call",
        "canister_id", Principal.MANAGEMENT.raw(),
        "method_name", method,
        "arg", Candid.encode(CandidValue.record(argument)),
        "sender", Principal.ANONYMOUS.raw(),
        "ingress_expiry", BigInteger.valueOf(expirySeconds).multiply(NANOS));
  }
}
