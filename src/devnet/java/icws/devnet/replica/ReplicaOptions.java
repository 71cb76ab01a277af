package icws.devnet.replica;

import icws.devnet.engine.InstructionMeter;
import icws.ic.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/**
 * What a replica is told at its start.
 *
 * @param clock the network's time
 * @param random what {@code raw_rand} gives
 * @param messageLimit how long an update may run
 * @param queryLimit how long a query may run
 * @param maxWaiting how many requests from outside may wait to be looked at
 * @param maxMemoryPages how far a canister's main memory may grow, in pages of 64 KiB
 * @param maxStablePages the same for its stable memory
 * @param firstCanister the number of the first canister id
 * @param meter counts what canisters execute while it is on
 * @param printed takes what canisters print, and traps that no caller hears of
 * @param blocks when messages are executed
 */
public record ReplicaOptions(
    Clock clock,
    RandomGenerator random,
    Duration messageLimit,
    Duration queryLimit,
    int maxWaiting,
    int maxMemoryPages,
    int maxStablePages,
    long firstCanister,
    InstructionMeter meter,
    BiConsumer<Principal, String> printed,
    BlockTimes blocks) {

  /** Nanoseconds since 1970-01-01. */
  static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
