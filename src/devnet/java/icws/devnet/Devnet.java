package icws.devnet;

import icws.devnet.replica.CanisterIds;
import icws.devnet.replica.InstallException;
import icws.devnet.replica.Replica;
import icws.devnet.replica.ReplicaOptions;
import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * A running local network. Thread-safe.
 *
 * <pre>{@code
 * try (Devnet devnet = Devnet.start(DevnetOptions.defaults().port(0))) {
 *   Principal canister = devnet.install(Path.of("target/canisters/demo.wasm"), Devnet.NO_ARGUMENTS);
 *   ...
 * }
 * }</pre>
 */
public final class Devnet implements AutoCloseable {
  /** The Candid of no arguments. */
  public static final Bytes NO_ARGUMENTS = Bytes.ofHex("4449444c0000");

  private static final int MAX_WAITING = 1_000;
  private static final int PAGES_PER_MEGABYTE = 16;

  private final SubnetKeys keys;
  private final Replica replica;
  private final BoundaryNodes nodes;
  private final RequestLog requests = new RequestLog();

  private Devnet(DevnetOptions options) {
    keys = new SubnetKeys(options.seed());
    replica = new Replica(keys, replicaOptions(options));
    try {
      nodes = new BoundaryNodes(options, replica, keys, requests::add);
    } catch (UncheckedIOException e) {
      replica.close();
      throw e;
    }
  }

  private static ReplicaOptions replicaOptions(DevnetOptions options) {
    SecureRandom random = new SecureRandom();
    int pages = options.maxMemoryMegabytes() * PAGES_PER_MEGABYTE;
    return new ReplicaOptions(
        options.clock(),
        random,
        options.messageLimit(),
        options.messageLimit(),
        MAX_WAITING,
        pages,
        pages,
        options.randomIds() ? random.nextLong(CanisterIds.COUNT / 2) : 0,
        options.meter(),
        options.printed(),
        options.conditions().blocks());
  }

  /**
   * Starts a network.
   *
   * @throws UncheckedIOException where its port is in use
   */
  public static Devnet start(DevnetOptions options) {
    return new Devnet(options);
  }

  /** Where agents find it, for example {@code http://127.0.0.1:4943}. */
  public URI url() {
    return nodes.urls().get(0);
  }

  /** All addresses where agents find it, {@link #url} the first; one for each boundary node. */
  public List<URI> urls() {
    return nodes.urls();
  }

  /** The key that its certificates verify under. */
  public Bytes rootKeyDer() {
    return keys.rootKeyDer();
  }

  /** Signs for users in a canister's name. */
  public InternetIdentity internetIdentity() {
    return new InternetIdentity(keys);
  }

  /**
   * Installs a module, plain or gzipped, in a new canister controlled by the anonymous principal.
   *
   * @param argument the init argument in Candid
   * @throws InstallException where it cannot be installed
   */
  public Principal install(Path wasm, Bytes argument) {
    try {
      return install(Bytes.wrap(Files.readAllBytes(wasm)), argument);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + wasm + ": " + e.getMessage(), e);
    }
  }

  /** As {@link #install(Path, Bytes)}. */
  public Principal install(Bytes wasm, Bytes argument) {
    try {
      return replica.install(wasm, argument, Principal.ANONYMOUS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof InstallException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Has timers run that became due when a test moved the clock of the options. */
  public void clockMoved() {
    replica.clockMoved();
  }

  /** What reached the network. */
  public RequestLog requests() {
    return requests;
  }

  @Override
  public void close() {
    nodes.close();
    replica.close();
  }
}
