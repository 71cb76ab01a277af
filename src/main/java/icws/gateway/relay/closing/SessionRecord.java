package icws.gateway.relay.closing;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The durable record of the sessions that this gateway may have open at canisters. It outlives the
 * gateway: what it holds at a start was left behind by an earlier run.
 *
 * <p>Every method returns at once. What is asked for one entry is done in the order of asking.
 * Thread-safe.
 */
public interface SessionRecord {

  /**
   * What an earlier run left behind.
   *
   * @param since when it became an orphan; null if nobody noted that it did
   */
  record LeftBehind(SessionEntry entry, @Nullable Instant since) {}

  /**
   * Opens the record. To be called once, before anything is entered or struck.
   *
   * @return completes with the entries that an earlier run left behind, as soon as they could be
   *     read, however long that takes
   */
  CompletableFuture<List<LeftBehind>> open();

  /**
   * Writes an entry down.
   *
   * @return completes when the entry would survive the end of this process; fails, with nothing
   *     entered, if it cannot be written
   */
  CompletableFuture<Void> enter(SessionEntry entry);

  /**
   * Notes since when an entry has had no session, now or as soon as that is possible; one that is
   * not there stays away.
   */
  void orphan(SessionEntry entry, Instant since);

  /** Removes an entry, now or as soon as that is possible. */
  void strike(SessionEntry entry);

  /** Whether entries can be written, as far as is known. */
  boolean isWritable();

  /** How many entries of this gateway it holds. */
  long size();

  /** How often it could not be read or written since the start. */
  long failures();
}
