/// What an application may set for the PoC protocol, and the bounds of that.

import CertifiedQueue "CertifiedQueue";
import Limits "Limits";

module {
  public type Limits = {
    /// Registered and not yet open. Policy: for a new one the oldest is dropped of the registrant that
    /// has most, if that is more than a hundredth; else the oldest of all.
    registrations : Nat;
    /// Open. Policy: while there are so many, registrations and openings are refused; also those of a
    /// registrant that has as many as are left, and those through a gateway that has four times as
    /// many as are left.
    clients : Nat;
    /// Bytes of one application message, in either direction. Policy: a longer one is refused.
    messageBytes : Nat;
    /// Outgoing messages of all clients. Policy: for a new one others are dropped, see `CertifiedQueue`.
    queue : CertifiedQueue.Limits;
    /// By how much the timestamp of a client's message may differ from the canister's time.
    clockDifferenceNanos : Nat;
    /// How often an open client that has the heartbeat is sent one.
    heartbeatNanos : Nat;
    /// How long it has to answer. Policy: who does not is closed.
    timeoutNanos : Nat;
    /// How long a client without the heartbeat may say nothing. Policy: then it is dropped.
    quietNanos : Nat;
    /// How long a client lasts that wishes nothing else. Policy: then it is dropped, or closed.
    expiryNanos : Nat;
    /// How long it may last at most from its registration or latest renewal on.
    maxExpiryNanos : Nat;
  };

  public let LIMITS : Limits = {
    registrations = 10_000;
    clients = 10_000;
    messageBytes = 1_000_000;
    queue = { messages = 50_000; bytes = 32_000_000 };
    clockDifferenceNanos = 300_000_000_000;
    heartbeatNanos = 300_000_000_000;
    timeoutNanos = 60_000_000_000;
    quietNanos = 600_000_000_000;
    expiryNanos = 28_800_000_000_000;
    maxExpiryNanos = 2_592_000_000_000_000;
  };

  /// Traps if a limit is out of its bounds.
  public func require(limits : Limits) {
    Limits.requirePositive("registrations", limits.registrations);
    Limits.requirePositive("clients", limits.clients);
    Limits.requireBytes("messageBytes", limits.messageBytes);
    Limits.requirePositive("queue.messages", limits.queue.messages);
    Limits.requirePositive("queue.bytes", limits.queue.bytes);
    Limits.requirePeriod("heartbeatNanos", limits.heartbeatNanos);
    Limits.requirePeriod("timeoutNanos", limits.timeoutNanos);
    Limits.requirePeriod("quietNanos", limits.quietNanos);
    Limits.requireTerm("maxExpiryNanos", limits.maxExpiryNanos, Limits.LONGEST_TERM);
    Limits.requireTerm("expiryNanos", limits.expiryNanos, limits.maxExpiryNanos);
  };
};
