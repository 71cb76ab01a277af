package icws.gateway.relay.closing;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A record that writes at once, unless the test says otherwise: {@link #hold} keeps entries waiting
 * until {@link #release}, {@link #breakDown} refuses them until {@link #repair}. Thread-safe.
 */
public final class FakeRecord implements SessionRecord {

  private record Waiting(SessionEntry entry, CompletableFuture<Void> entered) {}

  private final List<String> changes = new ArrayList<>();
  private final Set<SessionEntry> entries = new LinkedHashSet<>();
  private final Map<SessionEntry, Instant> orphans = new HashMap<>();
  private final Queue<Waiting> held = new ArrayDeque<>();
  private boolean holding;
  private boolean broken;
  private @Nullable Error thrown;

  public synchronized void hold() {
    holding = true;
  }

  /** Writes the entry that waits longest. */
  public void release() {
    Waiting oldest;
    synchronized (this) {
      oldest = held.remove();
      write(oldest.entry());
    }
    oldest.entered().complete(null);
  }

  /** How many entries wait. */
  public synchronized int waiting() {
    return held.size();
  }

  /** Refuses the entry that waits longest. */
  public void refuse() {
    Waiting oldest;
    synchronized (this) {
      oldest = held.remove();
    }
    oldest.entered().completeExceptionally(new IllegalStateException("refused"));
  }

  synchronized void breakDown() {
    broken = true;
  }

  synchronized void repair() {
    broken = false;
  }

  /** What it holds. */
  public synchronized Set<SessionEntry> entries() {
    return Set.copyOf(entries);
  }

  /** Since when those have had no session that were noted as orphans. */
  synchronized Map<SessionEntry, Instant> orphans() {
    return Map.copyOf(orphans);
  }

  /** All that was done, as {@code ENTER 16} or {@code STRIKE 16}. */
  synchronized List<String> changes() {
    return List.copyOf(changes);
  }

  @Override
  public CompletableFuture<List<LeftBehind>> open() {
    return CompletableFuture.completedFuture(List.of());
  }

  /** Whatever is asked of it next throws this. */
  public synchronized void throwNext(Error fault) {
    thrown = fault;
  }

  private void throwIfAsked() {
    Error fault = thrown;
    thrown = null;
    if (fault != null) {
      throw fault;
    }
  }

  @Override
  public synchronized CompletableFuture<Void> enter(SessionEntry entry) {
    throwIfAsked();
    if (broken) {
      return CompletableFuture.failedFuture(new IllegalStateException("broken"));
    }
    if (holding) {
      CompletableFuture<Void> entered = new CompletableFuture<>();
      held.add(new Waiting(entry, entered));
      return entered;
    }
    write(entry);
    return CompletableFuture.completedFuture(null);
  }

  private synchronized void write(SessionEntry entry) {
    changes.add("ENTER " + entry.client());
    if (!entries.add(entry)) {
      throw new IllegalStateException("entered twice: " + entry);
    }
  }

  @Override
  public synchronized void orphan(SessionEntry entry, Instant since) {
    throwIfAsked();
    if (entries.contains(entry)) {
      orphans.put(entry, since);
    }
  }

  @Override
  public synchronized void strike(SessionEntry entry) {
    throwIfAsked();
    changes.add("STRIKE " + entry.client());
    entries.remove(entry);
    orphans.remove(entry);
  }

  @Override
  public synchronized boolean isWritable() {
    return !broken;
  }

  @Override
  public synchronized long size() {
    return entries.size();
  }

  @Override
  public long failures() {
    return 0;
  }
}
