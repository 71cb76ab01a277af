package icws.gateway.relay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A record that writes at once, unless the test says otherwise: {@link #hold} keeps entries waiting
 * until {@link #release}, {@link #breakDown} refuses them until {@link #repair}. Thread-safe.
 */
public final class FakeRecord implements SessionRecord {

  private record Waiting(SessionEntry entry, CompletableFuture<Void> entered) {}

  private final List<String> changes = new ArrayList<>();
  private final Set<SessionEntry> entries = new LinkedHashSet<>();
  private final Queue<Waiting> held = new ArrayDeque<>();
  private boolean holding;
  private boolean broken;

  synchronized void hold() {
    holding = true;
  }

  /** Writes the entry that waits longest. */
  void release() {
    Waiting oldest;
    synchronized (this) {
      oldest = held.remove();
      write(oldest.entry());
    }
    oldest.entered().complete(null);
  }

  synchronized void breakDown() {
    broken = true;
  }

  synchronized void repair() {
    broken = false;
  }

  /** What it holds. */
  synchronized Set<SessionEntry> entries() {
    return Set.copyOf(entries);
  }

  /** All that was done, as {@code ENTER 16} or {@code STRIKE 16}. */
  synchronized List<String> changes() {
    return List.copyOf(changes);
  }

  @Override
  public CompletableFuture<List<SessionEntry>> open() {
    return CompletableFuture.completedFuture(List.of());
  }

  @Override
  public synchronized CompletableFuture<Void> enter(SessionEntry entry) {
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
  public synchronized void strike(SessionEntry entry) {
    changes.add("STRIKE " + entry.client());
    entries.remove(entry);
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
