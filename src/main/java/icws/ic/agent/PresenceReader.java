package icws.ic.agent;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.UntrustedException;
import icws.ic.UntrustedException.Reason;
import icws.ic.cbor.CborException;
import icws.ic.certificate.Certificate;
import icws.ic.certificate.Lookup;
import icws.ic.certificate.Topology;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a network has a canister, as far as its subnets certify that: one proves that a
 * canister among its own is not there, and the root subnet that a canister is among none's.
 * Thread-safe.
 */
final class PresenceReader {

  /** A state of longer ago says nothing about a canister that was made since. */
  static final Duration MAX_AGE = Duration.ofSeconds(30);

  /** For how long the subnets are not asked for again. */
  static final Duration REMEMBERED = Duration.ofMinutes(1);

  /** The same, if they could not be learnt. */
  static final Duration REPEATED = Duration.ofSeconds(2);

  private static final Bytes CANISTER = Bytes.utf8("canister");
  private static final Bytes MODULE_HASH = Bytes.utf8("module_hash");
  private static final Bytes CONTROLLERS = Bytes.utf8("controllers");

  private final Function<Principal, CompletableFuture<ReadResult<Certificate>>> canisterReader;
  private final Supplier<CompletableFuture<ReadResult<Certificate>>> rootReader;
  private final Principal rootSubnet;
  private final Clock clock;

  // Guarded by this.
  private @Nullable CompletableFuture<ReadResult<Topology>> topology;
  private long askedMillis;

  /**
   * @param canisterReader reads {@link #paths} of a canister
   * @param rootReader reads {@link Topology#PATHS} of the root subnet, signed by the root key
   */
  PresenceReader(
      Function<Principal, CompletableFuture<ReadResult<Certificate>>> canisterReader,
      Supplier<CompletableFuture<ReadResult<Certificate>>> rootReader,
      Principal rootSubnet,
      Clock clock) {
    this.canisterReader = canisterReader;
    this.rootReader = rootReader;
    this.rootSubnet = rootSubnet;
    this.clock = clock;
  }

  static List<List<Bytes>> paths(Principal canister) {
    return List.of(
        List.of(CANISTER, canister.raw(), MODULE_HASH),
        List.of(CANISTER, canister.raw(), CONTROLLERS));
  }

  CompletableFuture<ReadResult<CanisterPresence>> read(Principal canister) {
    return canisterReader.apply(canister).thenCompose(reading -> judge(canister, reading));
  }

  private CompletableFuture<ReadResult<CanisterPresence>> judge(
      Principal canister, ReadResult<Certificate> reading) {
    if (reading instanceof ReadResult.Missing<Certificate> missing) {
      // Where no subnet is responsible, there is nobody to answer.
      return missing.why() instanceof Outcome.Rejected
          ? absence(missing.why(), subnets -> !subnets.knows(canister))
          : done(new ReadResult.Missing<>(missing.why()));
    }
    Certificate certificate = ((ReadResult.Known<Certificate>) reading).value();
    ReadResult<CanisterPresence> presence = presence(canister, certificate);
    boolean foreign =
        certificate.delegation().isEmpty()
            && presence.equals(new ReadResult.Known<>(CanisterPresence.ABSENT));
    // The root key signs without saying for which canisters; others' are absent there.
    return foreign
        ? absence(
            new Outcome.Untrusted("the root subnet is not responsible for " + canister),
            subnets -> subnets.isOnRoot(canister))
        : done(presence);
  }

  private CompletableFuture<ReadResult<CanisterPresence>> absence(
      Outcome otherwise, Function<Topology, Boolean> proof) {
    return topology()
        .thenApply(
            reading ->
                reading instanceof ReadResult.Known<Topology> known && proof.apply(known.value())
                    ? new ReadResult.Known<>(CanisterPresence.ABSENT)
                    : new ReadResult.Missing<>(otherwise));
  }

  private ReadResult<CanisterPresence> presence(Principal canister, Certificate certificate) {
    if (!isRecent(certificate)) {
      return new ReadResult.Missing<>(new Outcome.Untrusted("the state is too old for a proof"));
    }
    Lookup module = certificate.lookup(CANISTER, canister.raw(), MODULE_HASH);
    Lookup controllers = certificate.lookup(CANISTER, canister.raw(), CONTROLLERS);
    if (module instanceof Lookup.Found) {
      return new ReadResult.Known<>(CanisterPresence.INSTALLED);
    }
    if (module instanceof Lookup.Unknown || controllers instanceof Lookup.Unknown) {
      return new ReadResult.Missing<>(
          new Outcome.Untrusted("the state does not show the canister"));
    }
    return new ReadResult.Known<>(
        controllers instanceof Lookup.Found ? CanisterPresence.EMPTY : CanisterPresence.ABSENT);
  }

  private boolean isRecent(Certificate certificate) {
    return Duration.between(certificate.time(), clock.instant()).abs().compareTo(MAX_AGE) <= 0;
  }

  private synchronized CompletableFuture<ReadResult<Topology>> topology() {
    CompletableFuture<ReadResult<Topology>> asked = topology;
    long now = clock.millis();
    if (asked == null
        || asked.isCompletedExceptionally()
        || (asked.isDone() && Math.abs(now - askedMillis) >= lifetimeMillis(asked))) {
      askedMillis = now;
      asked = rootReader.get().thenApply(this::topology);
      topology = asked;
    }
    return asked;
  }

  private static long lifetimeMillis(CompletableFuture<ReadResult<Topology>> asked) {
    boolean known = asked.join() instanceof ReadResult.Known;
    return (known ? REMEMBERED : REPEATED).toMillis();
  }

  private ReadResult<Topology> topology(ReadResult<Certificate> reading) {
    try {
      return reading.map(
          certificate -> {
            if (!isRecent(certificate)) {
              throw new UntrustedException(Reason.TIME, "the subnets of long ago");
            }
            return Topology.of(certificate.tree(), rootSubnet);
          });
    } catch (UntrustedException | CborException | IllegalArgumentException e) {
      return new ReadResult.Missing<>(new Outcome.Untrusted(String.valueOf(e.getMessage())));
    }
  }

  private static CompletableFuture<ReadResult<CanisterPresence>> done(
      ReadResult<CanisterPresence> reading) {
    return CompletableFuture.completedFuture(reading);
  }
}
