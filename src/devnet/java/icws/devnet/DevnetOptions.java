package icws.devnet;

import icws.devnet.engine.InstructionMeter;
import icws.ic.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * How a local network is started. Immutable: each method answers changed options.
 *
 * @param port the port on 127.0.0.1; 0 for any free one
 * @param seed what the root key and the node's key follow from; the same seed, the same keys
 * @param randomIds whether canister ids begin at a random number instead of 0
 * @param clock the network's time
 * @param callTimeout how long a synchronous call is waited for before {@code 202}
 * @param messageLimit how long one message may run before it is ended
 * @param maxMemoryMegabytes how far a canister's main memory, and its stable memory, may grow
 * @param meter counts what canisters execute while it is on
 * @param printed takes what canisters print, and traps that no caller hears of
 * @param conditions under which clients find it
 */
public record DevnetOptions(
    int port,
    String seed,
    boolean randomIds,
    Clock clock,
    Duration callTimeout,
    Duration messageLimit,
    int maxMemoryMegabytes,
    InstructionMeter meter,
    BiConsumer<Principal, String> printed,
    Conditions conditions) {
  public static final int DEFAULT_PORT = 4943;
  public static final String DEFAULT_SEED = "ic-websocket-gateway";

  /**
   * Port 4943, fixed ids and keys, 10 s for a call and for a message, 128 MB, prints nothing,
   * answers at once.
   */
  public static DevnetOptions defaults() {
    return new DevnetOptions(
        DEFAULT_PORT,
        DEFAULT_SEED,
        false,
        Clock.systemUTC(),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        128,
        new InstructionMeter(),
        (canister, text) -> {},
        Conditions.none());
  }

  public DevnetOptions port(int value) {
    return new DevnetOptions(
        value,
        seed,
        randomIds,
        clock,
        callTimeout,
        messageLimit,
        maxMemoryMegabytes,
        meter,
        printed,
        conditions);
  }

  public DevnetOptions seed(String value) {
    return new DevnetOptions(
        port,
        value,
        randomIds,
        clock,
        callTimeout,
        messageLimit,
        maxMemoryMegabytes,
        meter,
        printed,
        conditions);
  }

  public DevnetOptions randomIds(boolean value) {
    return new DevnetOptions(
        port,
        seed,
        value,
        clock,
        callTimeout,
        messageLimit,
        maxMemoryMegabytes,
        meter,
        printed,
        conditions);
  }

  public DevnetOptions clock(Clock value) {
    return new DevnetOptions(
        port,
        seed,
        randomIds,
        value,
        callTimeout,
        messageLimit,
        maxMemoryMegabytes,
        meter,
        printed,
        conditions);
  }

  public DevnetOptions callTimeout(Duration value) {
    return new DevnetOptions(
        port,
        seed,
        randomIds,
        clock,
        value,
        messageLimit,
        maxMemoryMegabytes,
        meter,
        printed,
        conditions);
  }

  public DevnetOptions messageLimit(Duration value) {
    return new DevnetOptions(
        port,
        seed,
        randomIds,
        clock,
        callTimeout,
        value,
        maxMemoryMegabytes,
        meter,
        printed,
        conditions);
  }

  public DevnetOptions maxMemoryMegabytes(int value) {
    return new DevnetOptions(
        port, seed, randomIds, clock, callTimeout, messageLimit, value, meter, printed, conditions);
  }

  public DevnetOptions meter(InstructionMeter value) {
    return new DevnetOptions(
        port,
        seed,
        randomIds,
        clock,
        callTimeout,
        messageLimit,
        maxMemoryMegabytes,
        value,
        printed,
        conditions);
  }

  public DevnetOptions printed(BiConsumer<Principal, String> value) {
    return new DevnetOptions(
        port,
        seed,
        randomIds,
        clock,
        callTimeout,
        messageLimit,
        maxMemoryMegabytes,
        meter,
        value,
        conditions);
  }

  public DevnetOptions conditions(Conditions value) {
    return new DevnetOptions(
        port,
        seed,
        randomIds,
        clock,
        callTimeout,
        messageLimit,
        maxMemoryMegabytes,
        meter,
        printed,
        value);
  }
}
