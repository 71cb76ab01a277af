package icws.gateway.ops;

import icws.gateway.relay.GatewayEvent.CanisterPolled;
import icws.gateway.relay.GatewayEvent.CircuitOpened;
import icws.gateway.relay.GatewayEvent.LimitReached;
import icws.gateway.relay.GatewayEvent.MessagesLost;
import icws.gateway.relay.GatewayEvent.OpeningRefused;
import icws.gateway.relay.GatewayEvent.OrphansGivenUp;
import icws.gateway.relay.GatewayEvent.PollFailed;
import icws.gateway.relay.GatewayEvent.QueueRestarted;
import icws.gateway.relay.GatewayEvent.SessionConnected;
import icws.gateway.relay.GatewayEvent.SessionEnded;
import icws.gateway.relay.GatewayEvent.SessionOpened;
import icws.gateway.relay.GatewayEvent.SignatureVerified;
import icws.gateway.relay.Limit;
import icws.gateway.wire.CloseReason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts events, all of them from the start of the gateway. Thread-safe. */
@ApplicationScoped
public class EventCounters {
  private final LongAdder quickSignatures = new LongAdder();
  private final LongAdder dearSignatures = new LongAdder();
  private final LongAdder polls = new LongAdder();
  private final LongAdder pollFailures = new LongAdder();
  private final LongAdder queueRestarts = new LongAdder();
  private final LongAdder queueGaps = new LongAdder();
  private final LongAdder sessionsConnected = new LongAdder();
  private final LongAdder sessionsOpened = new LongAdder();
  private final LongAdder circuitsOpened = new LongAdder();
  private final LongAdder circuitRefusals = new LongAdder();
  private final LongAdder orphansGivenUp = new LongAdder();
  private final ConcurrentMap<CloseReason, LongAdder> sessionsClosed = new ConcurrentHashMap<>();
  private final ConcurrentMap<Limit, LongAdder> limitsReached = new ConcurrentHashMap<>();

  void count(@Observes SignatureVerified event) {
    (event.quick() ? quickSignatures : dearSignatures).increment();
  }

  void count(@Observes CanisterPolled event) {
    polls.increment();
  }

  void count(@Observes PollFailed event) {
    pollFailures.increment();
  }

  void count(@Observes QueueRestarted event) {
    queueRestarts.increment();
  }

  void count(@Observes MessagesLost event) {
    queueGaps.increment();
  }

  void count(@Observes SessionConnected event) {
    sessionsConnected.increment();
  }

  void count(@Observes SessionOpened event) {
    sessionsOpened.increment();
  }

  void count(@Observes SessionEnded event) {
    sessionsClosed.computeIfAbsent(event.reason(), any -> new LongAdder()).increment();
  }

  void count(@Observes CircuitOpened event) {
    circuitsOpened.increment();
  }

  void count(@Observes OpeningRefused event) {
    circuitRefusals.increment();
  }

  void count(@Observes OrphansGivenUp event) {
    orphansGivenUp.add(event.clients());
  }

  void count(@Observes LimitReached event) {
    limitsReached.computeIfAbsent(event.limit(), any -> new LongAdder()).increment();
  }

  /** Signatures of clients that were verified: the quick ones, or the others. */
  public long signaturesVerified(boolean quick) {
    return (quick ? quickSignatures : dearSignatures).sum();
  }

  /** Polls, whatever came of them. */
  public long polls() {
    return polls.sum();
  }

  /** Polls without an answer that verified. */
  public long pollFailures() {
    return pollFailures.sum();
  }

  /** How often a canister's queue was found to have started again. */
  public long queueRestarts() {
    return queueRestarts.sum();
  }

  /** How often messages were missing from a canister's queue. */
  public long queueGaps() {
    return queueGaps.sum();
  }

  /** Sockets that were connected. */
  public long sessionsConnected() {
    return sessionsConnected.sum();
  }

  /** Sessions whose opening the canister accepted. */
  public long sessionsOpened() {
    return sessionsOpened.sum();
  }

  /** How often a circuit has opened. */
  public long circuitsOpened() {
    return circuitsOpened.sum();
  }

  /** Openings that were refused because the circuit of their canister was open. */
  public long circuitRefusals() {
    return circuitRefusals.sum();
  }

  /** Clients whose canisters were not told that they have gone, for as long as that was tried. */
  public long orphansGivenUp() {
    return orphansGivenUp.sum();
  }

  /** Sessions that ended for this reason. */
  public long sessionsClosed(CloseReason reason) {
    LongAdder closed = sessionsClosed.get(reason);
    return closed == null ? 0 : closed.sum();
  }

  /** How often clients were turned away or closed because of this limit. */
  public long limitsReached(Limit limit) {
    LongAdder reached = limitsReached.get(limit);
    return reached == null ? 0 : reached.sum();
  }
}
