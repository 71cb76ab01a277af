package icws.gateway.relay.session;

import icws.gateway.relay.GatewayEvent;
import icws.gateway.relay.Traffic;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.WireProtocol;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All sessions, of all protocols, from a socket's opening until nothing of the session is left.
 * Thread-safe.
 */
public final class SessionRegistry {

  private static final String STOPS = "the gateway stops";

  private final SessionContext context;
  private final AtomicLong lastId = new AtomicLong();
  private final ConcurrentMap<Long, ClientSession> sessions = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  SessionRegistry(SessionContext context) {
    this.context = context;
  }

  /**
   * The session of a socket that has just opened. A gateway that stops closes it right away, which
   * the socket must be ready for.
   */
  public ClientSession connect(WireProtocol protocol, ClientSocket socket) {
    ClientSession session =
        new ClientSession(lastId.incrementAndGet(), protocol, socket, context, this::forget);
    context.events().fire(new GatewayEvent.SessionConnected());
    sessions.put(session.id(), session);
    if (!context.faults().contain("Greeting a client", session::begin)) {
      session.close(CloseReason.INTERNAL, "internal error");
    }
    // Ordering: entered before this look, so that whoever stops the registry sees the session or is
    // seen by it.
    if (stopping) {
      goAway(session);
    }
    return session;
  }

  /**
   * How many sessions there are, those included whose canister is still being told of their end.
   */
  public int size() {
    return sessions.size();
  }

  /** How many frames have passed. */
  public Traffic traffic() {
    return context.traffic();
  }

  /** How many bytes the messages have that wait for their canisters. */
  public long inboxBytes() {
    return context.relay().inboxSpace().usedBytes();
  }

  /** How many sessions have frames that wait for their turn on a processor. */
  public int waiting() {
    return context.lanes().waiting();
  }

  /** The processor time that frames of clients have taken since the start, in nanoseconds. */
  public long processorNanos() {
    return context.lanes().usedNanos();
  }

  /** The sessions of this moment, in no particular order. */
  public List<ClientSession> sessions() {
    return List.copyOf(sessions.values());
  }

  /**
   * Ends all sessions, and any that connects from now on, with {@link CloseReason#GOING_AWAY}. What
   * clients have sent still goes to their canisters for half of the grace; the other half is for
   * telling these that the clients have gone.
   *
   * @param grace how long to wait for the canisters to be told
   * @return completes when they were all told, or the grace is over
   */
  public CompletableFuture<Void> stop(Duration grace) {
    stopping = true;
    List<ClientSession> all = sessions();
    CompletableFuture<Void> allEnded =
        CompletableFuture.allOf(
            all.stream().map(ClientSession::ended).toArray(CompletableFuture<?>[]::new));
    // Not on threads that sockets may keep: canisters are told in time, whatever clients do.
    context.relay().timers().after(grace.dividedBy(2), () -> all.forEach(this::drop));
    context.relay().timers().after(grace, () -> allEnded.complete(null));
    // On several threads: each tells its client and its canister.
    all.forEach(session -> context.relay().blockingCalls().execute(() -> goAway(session)));
    return allEnded;
  }

  private void forget(ClientSession session) {
    sessions.remove(session.id());
  }

  // One that fails keeps no other from its end.

  private void drop(ClientSession session) {
    context
        .faults()
        .contain("Dropping messages", () -> session.close(CloseReason.GOING_AWAY, STOPS));
  }

  private void goAway(ClientSession session) {
    context.faults().contain("Sending a client away", () -> session.goAway(STOPS));
  }
}
