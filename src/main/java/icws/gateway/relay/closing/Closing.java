package icws.gateway.relay.closing;

import icws.gateway.canister.RepeatableCall;
import icws.gateway.canister.Verdict;
import icws.gateway.relay.Destination;
import icws.gateway.relay.call.CanisterCaller;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A client that has left and whose canister is to be told so. For one thread at a time, except for
 * what never changes.
 */
final class Closing {

  /**
   * For so long, what is submitted again is the same call; after it the canister is called anew,
   * and if it refuses it has closed the client before.
   */
  private static final Duration SAME_CALL = Duration.ofMinutes(2);

  /**
   * No call is accepted later than this (interface specification, "Authentication"), and clocks.
   */
  private static final Duration LONGEST_INGRESS = Duration.ofMinutes(6);

  private final SessionEntry entry;
  private final @Nullable Instant doubtfulUntil;

  /** Guarded by this. Null for a client without a session, and when it has been told. */
  private @Nullable Runnable session;

  private @Nullable Instant orphanedAt;
  private @Nullable RepeatableCall call;
  private long firstMadeNanos;

  private Closing(
      SessionEntry entry,
      @Nullable Instant doubtfulUntil,
      @Nullable Runnable session,
      @Nullable Instant orphanedAt) {
    this.entry = entry;
    this.doubtfulUntil = doubtfulUntil;
    this.session = session;
    this.orphanedAt = orphanedAt;
  }

  /**
   * The closing of a session.
   *
   * @param session is told once, when the first try was answered, however
   */
  static Closing of(SessionEntry entry, Runnable session) {
    return new Closing(entry, null, session, null);
  }

  /**
   * As {@link #of}, where nobody knows what came of the opening, which may still be carried out: a
   * canister that refuses may open the client after that.
   */
  static Closing inDoubt(SessionEntry entry, Runnable session, Instant now) {
    return new Closing(entry, now.plus(LONGEST_INGRESS), session, null);
  }

  /** As {@link #inDoubt}, of a client without a session that was in doubt before. */
  static Closing stillInDoubt(SessionEntry entry, Instant until) {
    return new Closing(entry, until, null, null);
  }

  /** The closing of a client that has had no session since then. */
  static Closing ofOrphan(SessionEntry entry, Instant since) {
    return new Closing(entry, null, null, since);
  }

  SessionEntry entry() {
    return entry;
  }

  Destination destination() {
    return entry.destination();
  }

  boolean isOrphan() {
    return orphanedAt != null;
  }

  boolean isOrphanSinceBefore(Instant time) {
    return orphanedAt != null && orphanedAt.isBefore(time);
  }

  /** From now on it has no session. */
  void orphan(Instant now) {
    orphanedAt = now;
  }

  /** What is to be told that the session has ended, once; from any thread. */
  synchronized Runnable takeSession() {
    Runnable told = session;
    session = null;
    return told == null ? () -> {} : told;
  }

  /** Whether a refusal proves nothing yet. */
  boolean isDoubtful(Instant now) {
    return doubtfulUntil != null && now.isBefore(doubtfulUntil);
  }

  /** Until when a refusal proves nothing; null if it always does. */
  @Nullable Instant doubtfulUntil() {
    return doubtfulUntil;
  }

  /** How long a refusal proves nothing. */
  Duration doubtLeft(Instant now) {
    return isDoubtful(now) ? Duration.between(now, doubtfulUntil) : Duration.ZERO;
  }

  /** Makes the call, or makes it again. */
  CompletableFuture<Verdict> make(CanisterCaller caller, long nowNanos) {
    RepeatableCall current = call;
    if (current == null || nowNanos - firstMadeNanos > SAME_CALL.toNanos()) {
      current = caller.closing(entry.client());
      call = current;
      firstMadeNanos = nowNanos;
    }
    return caller.make(current);
  }
}
