package icws.gateway.relay.call;

import icws.gateway.canister.Failure;
import icws.gateway.relay.Destination;
import icws.gateway.relay.Events;
import icws.gateway.relay.GatewayEvent;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.Timers;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The circuits of all destinations. One that has not failed has no entry, since its ids come from
 * strangers; of those that have, {@link #CAPACITY} are remembered. Overflow policy: FORGET_OLDEST,
 * which is then taken for sound until its patience is spent again. Thread-safe.
 */
public final class Circuits {

  static final int CAPACITY = 1_000;

  private final Duration patience;
  private final Duration cooldown;
  private final Timers timers;
  private final Events events;

  // Never held while telling.
  private final Object lock = new Object();
  // Guarded by lock; the least recently used first.
  private final Map<Destination, Circuit> troubled = new LinkedHashMap<>(16, 0.75f, true);

  /** Makes circuits that are all closed. */
  public Circuits(RelayContext context) {
    this.patience = context.settings().retryPolicy().patience();
    this.cooldown = context.settings().circuitCooldown();
    this.timers = context.timers();
    this.events = context.events();
  }

  /** Whether a session's opening may be tried: if not, it is to be refused at once. */
  boolean admits(Destination destination, long session) {
    boolean admitted;
    Circuit.State state;
    synchronized (lock) {
      Circuit circuit = find(destination);
      if (circuit == null) {
        return true;
      }
      admitted = circuit.admits(session, timers.nanoTime(), jitteredCooldown());
      state = circuit.state();
    }
    if (!admitted) {
      events.fire(new GatewayEvent.OpeningRefused(destination));
    } else if (state == Circuit.State.HALF_OPEN) {
      events.fire(new GatewayEvent.CircuitHalfOpened(destination));
    }
    return admitted;
  }

  /**
   * Whether {@link #admits} may say yes. Nothing changes by asking: who has proved nothing is not
   * to take the place of the one opening that goes through.
   */
  public boolean mayAdmit(Destination destination) {
    boolean admitted;
    synchronized (lock) {
      Circuit circuit = find(destination);
      admitted = circuit == null || circuit.mayAdmit(timers.nanoTime());
    }
    if (!admitted) {
      events.fire(new GatewayEvent.OpeningRefused(destination));
    }
    return admitted;
  }

  /** Whether there is hope for a canister: while there is none, no try is made again. */
  boolean isClosed(Destination destination) {
    synchronized (lock) {
      Circuit circuit = find(destination);
      return circuit == null || circuit.state() == Circuit.State.CLOSED;
    }
  }

  /** The canister, or the network, has answered. */
  void succeeded(Destination destination, Circuit.Request request) {
    boolean closes = false;
    synchronized (lock) {
      Circuit circuit = troubled.get(destination);
      if (circuit != null && circuit.succeeded(request)) {
        troubled.remove(destination);
        closes = circuit.state() != Circuit.State.CLOSED;
      }
    }
    if (closes) {
      events.fire(new GatewayEvent.CircuitClosed(destination));
    }
  }

  /** A call or a poll of the canister has failed for a passing reason. */
  void failed(Destination destination, Circuit.Request request, Failure failure) {
    boolean opens;
    synchronized (lock) {
      opens = findOrMake(destination).failed(request, timers.nanoTime(), jitteredCooldown());
    }
    if (opens) {
      events.fire(new GatewayEvent.CircuitOpened(destination, failure));
    }
  }

  /** A session is over, which may have been the one that went through, and decided nothing. */
  void over(Destination destination, long session) {
    synchronized (lock) {
      Circuit circuit = find(destination);
      if (circuit != null) {
        circuit.over(session, timers.nanoTime());
      }
    }
  }

  /** A call or a poll of the canister could not be sent, which is not the canister's trouble. */
  void unsent(Destination destination) {
    synchronized (lock) {
      Circuit circuit = find(destination);
      if (circuit != null) {
        circuit.unsent(timers.nanoTime());
      }
    }
  }

  /** The canister gives no messages any more: all its clients are closed. */
  public void open(Destination destination, Failure failure) {
    boolean opens;
    synchronized (lock) {
      opens = findOrMake(destination).open(timers.nanoTime(), jitteredCooldown());
    }
    if (opens) {
      events.fire(new GatewayEvent.CircuitOpened(destination, failure));
    }
  }

  /** How many canisters fail at present, those included whose circuit is open. */
  public int inTrouble() {
    synchronized (lock) {
      forgetStale();
      return troubled.size();
    }
  }

  /** How many circuits are open, or half open. */
  public int open() {
    return openOnes().size();
  }

  /** The canisters and protocols whose circuits are open, or half open. */
  public List<Destination> openOnes() {
    synchronized (lock) {
      forgetStale();
      return troubled.entrySet().stream()
          .filter(each -> each.getValue().state() != Circuit.State.CLOSED)
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  /** Called under the lock. */
  private @Nullable Circuit find(Destination destination) {
    Circuit circuit = troubled.get(destination);
    if (circuit == null || !circuit.isStale(timers.nanoTime())) {
      return circuit;
    }
    troubled.remove(destination);
    return null;
  }

  /** Called under the lock. */
  private Circuit findOrMake(Destination destination) {
    Circuit known = find(destination);
    if (known != null) {
      return known;
    }
    if (troubled.size() == CAPACITY) {
      Iterator<Circuit> oldest = troubled.values().iterator();
      oldest.next();
      oldest.remove();
    }
    Circuit made = new Circuit(patience);
    troubled.put(destination, made);
    return made;
  }

  /** Called under the lock. */
  private void forgetStale() {
    long now = timers.nanoTime();
    troubled.values().removeIf(circuit -> circuit.isStale(now));
  }

  private Duration jitteredCooldown() {
    return Duration.ofNanos(Math.round(cooldown.toNanos() * (0.5 + timers.jitter() / 2)));
  }
}
