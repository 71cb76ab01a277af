package icws.gateway.relay.closing;

import icws.gateway.relay.ClosingSettings;
import icws.gateway.relay.Destination;
import icws.gateway.relay.Limit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The closings of all canisters, and how many there may be. For one thread at a time.
 *
 * <p>Overflow policy for those with a session: REFUSE_NEWCOMERS, first at canisters that have more
 * of them than are left for the others. For those without: DROP_OLDEST of whoever has most, for
 * their canisters do not answer, and strangers name canisters.
 */
final class ClosingQueues {

  /** How many are kept of those there may be, when there are too many. */
  private static final double KEPT = 0.9;

  private final ClosingSettings settings;
  private final Map<Destination, ClosingQueue> queues = new HashMap<>();
  private int size;
  private int orphans;

  ClosingQueues(ClosingSettings settings) {
    this.settings = settings;
  }

  int size() {
    return size;
  }

  /** How many have no session any more. */
  int orphans() {
    return orphans;
  }

  /** How many canisters have not answered the last time. */
  int failing() {
    return (int) queues.values().stream().filter(queue -> queue.failures() > 0).count();
  }

  Set<Destination> destinations() {
    return Set.copyOf(queues.keySet());
  }

  /** The queue of a canister; null if it has no closings. */
  @Nullable ClosingQueue find(Destination destination) {
    return queues.get(destination);
  }

  /** The queue of one that is in it. */
  ClosingQueue of(Closing closing) {
    return queues.computeIfAbsent(
        closing.destination(), any -> new ClosingQueue(settings.mostInFlight()));
  }

  void add(Closing closing) {
    size++;
    ClosingQueue queue = of(closing);
    queue.add(closing);
    if (closing.isOrphan()) {
      orphans++;
      queue.countOrphans(1);
    }
  }

  /** From now on one has no session. */
  void orphan(Closing closing, Instant now) {
    closing.orphan(now);
    orphans++;
    of(closing).countOrphans(1);
  }

  /** One has been taken out of its queue for good. */
  void removed(Closing closing) {
    size--;
    ClosingQueue queue = of(closing);
    if (closing.isOrphan()) {
      orphans--;
      queue.countOrphans(-1);
    }
    if (queue.size() == 0) {
      queues.remove(closing.destination());
    }
  }

  /** Whether nobody is to be let in, at whatever canister. */
  boolean areFull() {
    return size - orphans >= settings.most();
  }

  /** Which limit a client comes to that would be let in now; empty if none. */
  Optional<Limit> reached(Destination destination) {
    if (areFull()) {
      return Optional.of(Limit.CLOSINGS);
    }
    ClosingQueue queue = queues.get(destination);
    if (queue == null) {
      return Optional.empty();
    }
    int left = settings.most() - (size - orphans);
    boolean tooMany =
        queue.size() - queue.orphans() >= left || queue.orphans() >= settings.most() / 2;
    return tooMany ? Optional.of(Limit.CANISTER_CLOSINGS) : Optional.empty();
  }

  /** Takes out what is too much of those without a session, of the canisters that have most. */
  List<Closing> takeTooManyOrphans() {
    if (orphans <= settings.most()) {
      return List.of();
    }
    int kept = (int) (settings.most() * KEPT);
    int fair = kept / queues.size();
    List<Closing> taken = new ArrayList<>();
    for (ClosingQueue queue : queues.values()) {
      int most = Math.min(orphans - kept - taken.size(), queue.orphans() - fair);
      if (most > 0) {
        taken.addAll(queue.takeOrphans(most));
      }
    }
    taken.forEach(this::removed);
    return taken;
  }

  /** Takes out those of a canister that have had no session since before a point in time. */
  List<Closing> takeOrphansBefore(ClosingQueue queue, Instant time) {
    List<Closing> taken = queue.takeOrphansBefore(time);
    taken.forEach(this::removed);
    return taken;
  }

  /** Takes out all without a session that are not on their way. */
  void dropOrphans() {
    for (ClosingQueue queue : List.copyOf(queues.values())) {
      queue.takeOrphans(Integer.MAX_VALUE).forEach(this::removed);
    }
  }
}
