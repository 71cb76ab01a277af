package icws.devnet.replica;

import icws.devnet.engine.StableMemory;
import icws.devnet.engine.Watchdog;
import icws.devnet.state.StateCertifier;
import icws.devnet.state.StateTree;
import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * One subnet of one node: takes calls and queries, executes them one after the other on its own
 * thread, as they come or in {@link Blocks}, and keeps the certified state. Thread-safe; every
 * public method hands its work to that thread and answers with a future, which completes on it.
 *
 * <p>Waiting requests are bounded ({@link ReplicaOptions#maxWaiting}); overflow policy: refuse the
 * newest, with an {@link OverloadedException} in its future. Messages between canisters are bounded
 * by each canister's open calls.
 */
public final class Replica implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Replica.class.getName());

  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final Duration HISTORY_SWEEP = Duration.ofSeconds(10);

  private final ReplicaOptions options;
  private final CertifiedState state;
  private final StateCertifier certifier;
  private final IngressHistory history;
  private final Map<Principal, Canister> canisters = new TreeMap<>();
  private final Watchdog watchdog = new Watchdog();
  private final CallRouter router;
  private final QueryEvaluator queries;
  private final CodeInstaller installer;
  private final ManagementCanister management;
  private final IngressDoor door;
  private final CanisterTimers timers;
  private final ReplicaThread thread;
  private final Rhythm rhythm;
  private final AtomicInteger waiting = new AtomicInteger();
  private long nextCanister;

  public Replica(SubnetKeys keys, ReplicaOptions options) {
    this.options = options;
    this.nextCanister = options.firstCanister();
    this.state = new CertifiedState(keys);
    this.history = new IngressHistory(state);
    this.thread = new ReplicaThread(history);
    this.rhythm = rhythm(options.blocks());
    this.certifier = new StateCertifier(keys::signAsSubnet, rhythm::certified);
    Ic0 ic0 =
        new Ic0(
            keys.rootKeyDer(),
            keys.subnetId(),
            (canister, text) -> options.printed().accept(canister.id(), text));
    CanisterRunner runner =
        new CanisterRunner(
            ic0, watchdog, options.messageLimit(), execution -> router().applyEffects(execution));
    this.router = new CallRouter(this, runner, options.printed());
    this.queries =
        new QueryEvaluator(this, new CanisterRunner(ic0, watchdog, options.queryLimit(), e -> {}));
    this.timers = new CanisterTimers(this, thread);
    this.installer = new CodeInstaller(this, runner, ic0, options);
    this.management = new ManagementCanister(this, installer, options.random());
    this.door = new IngressDoor(this, runner, management);
    every(HISTORY_SWEEP, () -> history.forgetExpired(nowNanos()));
  }

  private Rhythm rhythm(BlockTimes times) {
    if (times.areNone()) {
      every(HEARTBEAT, this::beat);
      return new AtOnce(thread, state::tree, this::nowNanos);
    }
    return new Blocks(times, thread, this::nowNanos, new StepsOfBlock());
  }

  /** What is done in each block, where there are blocks. */
  private final class StepsOfBlock implements Blocks.Steps {
    @Override
    public void beat() {
      careful(Replica.this::beat);
    }

    @Override
    public StateTree state() {
      return state.tree();
    }

    @Override
    public void seen() {
      history.endRound();
    }
  }

  private void every(Duration interval, Runnable task) {
    Runnable repeating =
        () -> {
          careful(task);
          every(interval, task);
        };
    ScheduledFuture<?> unused =
        thread.schedule(repeating, interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Runs a task that may change the state later, on the replica's thread, where the caller is. */
  void post(Runnable task) {
    rhythm.post(() -> careful(task));
  }

  /** A fault of ours in one message must not end the thread that all others need. */
  private static void careful(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a message could not be processed", e);
    }
  }

  /** Works on a request from outside on the replica's thread, when its turn comes. */
  private <T> CompletableFuture<T> request(Supplier<T> work) {
    if (waiting.incrementAndGet() > options.maxWaiting()) {
      waiting.decrementAndGet();
      return CompletableFuture.failedFuture(new OverloadedException());
    }
    return CompletableFuture.supplyAsync(
        () -> {
          waiting.decrementAndGet();
          return work.get();
        },
        thread);
  }

  /**
   * Takes a call from outside, once for each request id: the same request again joins the first.
   *
   * @param effectiveCanister where the request's status may be read
   * @param expiryNanos when the request expires, in nanoseconds since 1970-01-01
   */
  public CompletableFuture<Admission> submit(
      Bytes requestId, Call call, Principal effectiveCanister, long expiryNanos) {
    IngressHistory.Entry entry =
        new IngressHistory.Entry(
            requestId, call.sender(), effectiveCanister, expiryNanos, new CompletableFuture<>());
    return request(() -> door.admit(entry, call));
  }

  /** Answers a query; it sees the certified state when its turn comes, and leaves it unchanged. */
  public CompletableFuture<Response> query(Call call) {
    return request(() -> queries.evaluate(call));
  }

  /**
   * Installs a module in a new canister, as its only controller. The future fails with an {@link
   * InstallException} where it cannot be installed.
   */
  public CompletableFuture<Principal> install(Bytes wasm, Bytes argument, Principal controller) {
    CompletableFuture<Principal> installed = new CompletableFuture<>();
    Runnable message = () -> complete(installed, () -> installed(wasm, argument, controller));
    // Ordering: back to the thread, so that whoever hears of it can see what was installed.
    return request(
            () -> {
              post(message);
              return message;
            })
        .thenCompose(posted -> installed)
        .whenCompleteAsync((id, failure) -> {}, thread);
  }

  /** Completes a future now, with the work's result or its failure. */
  private static <T> void complete(CompletableFuture<T> future, Supplier<T> work) {
    CompletableFuture<T> unused = future.completeAsync(work, Runnable::run);
  }

  private Principal installed(Bytes wasm, Bytes argument, Principal controller) {
    Canister canister = create(CanisterSettings.controlledBy(controller));
    installer
        .install(canister, wasm, argument, controller)
        .ifPresent(
            failure -> {
              delete(canister);
              throw new InstallException(failure.message());
            });
    return canister.id();
  }

  /** Has the state tell where the network is found, from the next block on. */
  public void boundaryNodes(List<BoundaryNode> nodes) {
    thread.execute(() -> post(() -> nodes.forEach(state::boundaryNode)));
  }

  /** Tells of a canister what a reader of the state may need to know. */
  public CompletableFuture<Optional<CanisterSummary>> summary(Principal id) {
    return request(() -> canister(id).map(CanisterSummary::of));
  }

  public IngressHistory history() {
    return history;
  }

  public StateCertifier certifier() {
    return certifier;
  }

  /** The present state, without the time. */
  public StateTree stateTree() {
    return state.tree();
  }

  /** Nanoseconds since 1970-01-01. */
  public long nowNanos() {
    return ReplicaOptions.nanos(options.clock().instant());
  }

  /** Looks anew at what the clock says to the canisters' timers. */
  public void clockMoved() {
    thread.execute(() -> careful(() -> canisters.values().forEach(timers::schedule)));
  }

  /** The time that canisters see, in nanoseconds since 1970-01-01. */
  long canisterNanos() {
    return rhythm.nanos();
  }

  ManagementCanister management() {
    return management;
  }

  CertifiedState state() {
    return state;
  }

  Optional<Canister> canister(Principal id) {
    return Optional.ofNullable(canisters.get(id));
  }

  Canister create(CanisterSettings settings) {
    Principal id = CanisterIds.at(nextCanister++);
    Canister canister = new Canister(id, settings, new StableMemory(options.maxStablePages()));
    canisters.put(id, canister);
    state.canister(canister);
    return canister;
  }

  void delete(Canister canister) {
    timers.cancel(canister);
    canisters.remove(canister.id());
    state.forgetCanister(canister);
  }

  Execution execution(Canister canister, EntryPoint entryPoint, Execution.Input input) {
    return new Execution(canister, entryPoint, input, canisterNanos(), null);
  }

  CallRouter router() {
    return router;
  }

  CanisterTimers timers() {
    return timers;
  }

  private void beat() {
    List.copyOf(canisters.values()).forEach(each -> router.systemTask(each, "canister_heartbeat"));
  }

  @Override
  public void close() {
    thread.shutdownNow();
    watchdog.close();
  }
}
