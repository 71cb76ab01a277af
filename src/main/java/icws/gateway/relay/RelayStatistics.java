package icws.gateway.relay;

import icws.gateway.wire.CloseReason;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the message path, all of them from the start of the gateway. Thread-safe. */
public final class RelayStatistics {

  private final LongAdder framesIn = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder framesOut = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final LongAdder processorNanos = new LongAdder();
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

  /** A frame came from a client. */
  public void frameIn(int bytes) {
    framesIn.increment();
    bytesIn.add(bytes);
  }

  /** A frame was given to a client's socket. */
  public void frameOut(int bytes) {
    framesOut.increment();
    bytesOut.add(bytes);
  }

  /** Frames of clients have taken so much processor time. */
  public void processorUsed(long nanos) {
    processorNanos.add(nanos);
  }

  /** A client's signature is verified, whatever comes of it. */
  public void signatureVerified(boolean isQuick) {
    (isQuick ? quickSignatures : dearSignatures).increment();
  }

  /** A canister is polled. */
  public void polled() {
    polls.increment();
  }

  /** A poll had no answer that verified. */
  public void pollFailed() {
    pollFailures.increment();
  }

  /** A canister's queue was found to have started again. */
  public void queueStartedAgain() {
    queueRestarts.increment();
  }

  /** Messages were missing from a canister's queue. */
  public void queueGap() {
    queueGaps.increment();
  }

  /** A socket was connected. */
  public void sessionConnected() {
    sessionsConnected.increment();
  }

  /** A canister has accepted an opening. */
  public void sessionOpened() {
    sessionsOpened.increment();
  }

  /** A circuit has opened. */
  public void circuitOpened() {
    circuitsOpened.increment();
  }

  /** An opening was refused because the circuit of its canister is open. */
  public void openingRefusedByCircuit() {
    circuitRefusals.increment();
  }

  /** So many clients are given up whose canisters were not told that they have gone. */
  public void orphansGivenUp(int clients) {
    orphansGivenUp.add(clients);
  }

  /** A client was turned away or closed because it came to this limit. */
  public void limitReached(Limit limit) {
    limitsReached.computeIfAbsent(limit, any -> new LongAdder()).increment();
  }

  /** A session has ended. */
  public void sessionClosed(CloseReason reason) {
    sessionsClosed.computeIfAbsent(reason, any -> new LongAdder()).increment();
  }

  /** Frames from clients. */
  public long framesIn() {
    return framesIn.sum();
  }

  /** Bytes in frames from clients. */
  public long bytesIn() {
    return bytesIn.sum();
  }

  /** Frames given to the sockets of clients. */
  public long framesOut() {
    return framesOut.sum();
  }

  /** Bytes in frames given to the sockets of clients. */
  public long bytesOut() {
    return bytesOut.sum();
  }

  /** The processor time that frames from clients have taken. */
  public long processorNanos() {
    return processorNanos.sum();
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
