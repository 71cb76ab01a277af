package icws.devnet.replica;

import static icws.devnet.replica.EntryPoint.ANY;
import static icws.devnet.replica.EntryPoint.ANY_BUT_START;
import static icws.devnet.replica.EntryPoint.CALLBACKS;
import static icws.devnet.replica.EntryPoint.WITH_CYCLES;

import icws.devnet.engine.CanisterMemory;
import icws.ic.Bytes;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;

/**
 * System functions about cycles. On this network they are constants: every canister has the same
 * balance, calls carry none, and nothing costs any.
 */
final class Ic0Cycles {
  private static final int CYCLES_BYTES = 16;

  void define(SystemApi api) {
    api.function(
        "canister_cycle_balance", "", "I", ANY_BUT_START, (e, m, a) -> Canister.CYCLES.longValue());
    constant(api, "canister_cycle_balance128", "", ANY_BUT_START, Canister.CYCLES);
    constant(api, "canister_liquid_cycle_balance128", "", ANY_BUT_START, Canister.CYCLES);
    api.function("msg_cycles_available", "", "I", WITH_CYCLES, (e, m, a) -> 0);
    constant(api, "msg_cycles_available128", "", WITH_CYCLES, BigInteger.ZERO);
    api.function("msg_cycles_refunded", "", "I", CALLBACKS, (e, m, a) -> 0);
    constant(api, "msg_cycles_refunded128", "", CALLBACKS, BigInteger.ZERO);
    api.function("msg_cycles_accept", "I", "I", WITH_CYCLES, (e, m, a) -> 0);
    constant(api, "msg_cycles_accept128", "II", WITH_CYCLES, BigInteger.ZERO);
    constant(api, "cycles_burn128", "II", ANY_BUT_START, BigInteger.ZERO);
    constant(api, "cost_call", "II", ANY, BigInteger.ZERO);
    constant(api, "cost_create_canister", "", ANY, BigInteger.ZERO);
    constant(api, "cost_http_request", "II", ANY, BigInteger.ZERO);
    for (String scheme : List.of("sign_with_ecdsa", "sign_with_schnorr", "vetkd_derive_key")) {
      api.function(
          "cost_" + scheme,
          "iiii",
          "i",
          ANY,
          (execution, memory, args) -> {
            write(memory, args[3], BigInteger.ZERO);
            return 0;
          });
    }
  }

  /** A function that writes a constant amount at its last argument. */
  private static void constant(
      SystemApi api, String name, String params, Set<EntryPoint> allowed, BigInteger amount) {
    api.procedure(
        name,
        params + "i",
        allowed,
        (execution, memory, args) -> write(memory, args[args.length - 1], amount));
  }

  /** Amounts are 128 bits, little-endian. */
  private static void write(CanisterMemory memory, long address, BigInteger amount) {
    byte[] littleEndian = new byte[CYCLES_BYTES];
    byte[] bigEndian = amount.toByteArray();
    for (int i = 0; i < bigEndian.length; i++) {
      littleEndian[i] = bigEndian[bigEndian.length - 1 - i];
    }
    memory.write(address, Bytes.wrap(littleEndian));
  }
}
