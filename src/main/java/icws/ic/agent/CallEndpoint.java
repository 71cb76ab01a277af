package icws.ic.agent;

import icws.ic.Principal;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A network's call endpoint, which has versions. A call begins with the best one that the network
 * is taken to know, and goes on to older ones where that is missing. No single answer decides what
 * the next calls begin with: only what {@value #CALLS_IN_A_ROW} of them have met, and for {@link
 * #REMEMBERED}. Thread-safe.
 */
final class CallEndpoint {

  /** How long the best version is not asked for. */
  static final Duration REMEMBERED = Duration.ofMinutes(10);

  static final int CALLS_IN_A_ROW = 3;

  private final Network network;
  private final LongSupplier nanoClock;

  // Guarded by this.
  private Version first = Version.V4;
  private long firstUntilNanos;
  private int servedByOlder;

  /** The endpoint's versions, the best one first. */
  enum Version {
    /** Synchronous; delegations list canister ranges in the newer layout. */
    V4("v4"),
    /** Synchronous. */
    V3("v3"),
    /** Asynchronous: the reply is read from the state. */
    V2("v2");

    private final String segment;

    Version(String segment) {
      this.segment = segment;
    }

    /** The next best one. */
    Optional<Version> older() {
      return switch (this) {
        case V4 -> Optional.of(V3);
        case V3 -> Optional.of(V2);
        case V2 -> Optional.empty();
      };
    }
  }

  CallEndpoint(Network network, LongSupplier nanoClock) {
    this.network = network;
    this.nanoClock = nanoClock;
  }

  /** What a call begins with. */
  synchronized Version version() {
    if (first != Version.V4 && nanoClock.getAsLong() - firstUntilNanos >= 0) {
      first = Version.V4;
      servedByOlder = 0;
    }
    return first;
  }

  /** A call was answered by a version, the best one that it found, and that is certified. */
  synchronized void served(Version by) {
    if (by.compareTo(first) <= 0) {
      servedByOlder = 0;
    } else if (++servedByOlder == CALLS_IN_A_ROW) {
      first = by;
      firstUntilNanos = nanoClock.getAsLong() + REMEMBERED.toNanos();
      servedByOlder = 0;
    }
  }

  /** Where calls of a canister go to. */
  URI uri(Version version, Principal canister) {
    return Network.endpoint(
        network.baseUri(), "/api/" + version.segment + "/canister/" + canister + "/call");
  }
}
