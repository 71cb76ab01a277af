package icws.devnet.replica;

import icws.devnet.engine.CanisterInstance;
import icws.devnet.engine.StableMemory;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One canister's state. For the replica's thread. */
final class Canister {
  /** As in {@code ic0.canister_status}. */
  enum Status {
    RUNNING(1),
    STOPPING(2),
    STOPPED(3);

    private final int number;

    Status(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  /** Cycles are of no account on this network: every canister has these, always. */
  static final BigInteger CYCLES = BigInteger.valueOf(100_000_000_000_000L);

  private final Principal id;
  private final Set<CallContext> openContexts = new HashSet<>();
  private final List<Consumer<Response>> stopWaiters = new ArrayList<>();
  private final Map<Bytes, Bytes> chunks = new LinkedHashMap<>();
  private CanisterSettings settings;
  private Status status = Status.RUNNING;
  private @Nullable CanisterInstance instance;
  private StableMemory stable;
  private Bytes certifiedData = Bytes.EMPTY;
  private long timerNanos;
  private long version;

  Canister(Principal id, CanisterSettings settings, StableMemory stable) {
    this.id = id;
    this.settings = settings;
    this.stable = stable;
  }

  Principal id() {
    return id;
  }

  CanisterSettings settings() {
    return settings;
  }

  void settings(CanisterSettings changed) {
    settings = changed;
    version++;
  }

  boolean isControlledBy(Principal who) {
    return settings.controllers().contains(who);
  }

  Status status() {
    return status;
  }

  void status(Status changed) {
    status = changed;
    version++;
  }

  boolean isRunning() {
    return status == Status.RUNNING;
  }

  /** What runs, where a module is installed. */
  Optional<CanisterInstance> instance() {
    return Optional.ofNullable(instance);
  }

  StableMemory stable() {
    return stable;
  }

  /** Puts new code and stable memory in place, or none; the timer is off then. */
  void replaceCode(@Nullable CanisterInstance newInstance, StableMemory newStable) {
    instance = newInstance;
    stable = newStable;
    timerNanos = 0;
    version++;
  }

  Bytes certifiedData() {
    return certifiedData;
  }

  void certifiedData(Bytes data) {
    certifiedData = data;
  }

  /** When the global timer is due, in nanoseconds since 1970-01-01; 0 is off. */
  long timerNanos() {
    return timerNanos;
  }

  void timerNanos(long deadline) {
    timerNanos = deadline;
  }

  long version() {
    return version;
  }

  void messageExecuted() {
    version++;
  }

  /** Calls it has begun to handle and not finished. */
  Set<CallContext> openContexts() {
    return openContexts;
  }

  /** How many calls of its own it waits for. */
  int openCalls() {
    return openContexts.stream().mapToInt(CallContext::outstanding).sum();
  }

  /** Who waits for it to stop. */
  List<Consumer<Response>> stopWaiters() {
    return stopWaiters;
  }

  /** Parts of a module, by their SHA-256. */
  Map<Bytes, Bytes> chunks() {
    return chunks;
  }
}
