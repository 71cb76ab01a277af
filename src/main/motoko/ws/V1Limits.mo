/// What an application may set for protocol v1, and the bounds of that; and what is done at once.

import Nat "mo:core/Nat";
import CertifiedQueue "CertifiedQueue";
import Limits "Limits";

module {
  public type Limits = {
    /// Open. Policy: while there are so many, openings are refused; also those through a gateway that has
    /// four times as many as are left. Those in probation (see `Probation`) are no more than are left for
    /// others: beyond, and while all places are taken, the oldest of them is closed for a new client.
    clients : Nat;
    /// Remembered without clients. Policy: see `V1Gateways`.
    gateways : Nat;
    /// Bytes of one application message, in either direction. Policy: a longer one is refused.
    messageBytes : Nat;
    /// Outgoing messages of all clients. Policy: for a new one others are dropped, see `CertifiedQueue`.
    queue : CertifiedQueue.Limits;
    /// How often every open client is told what arrived, and asked for a sign of life.
    acknowledgeNanos : Nat;
    /// How long it has for that. Policy: who does not answer is closed.
    keepAliveNanos : Nat;
  };

  public let LIMITS : Limits = {
    clients = 10_000;
    gateways = 1_000;
    messageBytes = 1_000_000;
    queue = { messages = 50_000; bytes = 32_000_000 };
    acknowledgeNanos = 300_000_000_000;
    keepAliveNanos = 60_000_000_000;
  };

  /// What is done in one execution: expired messages dropped, clients told what arrived, clients looked at
  /// whether they are silent, and of these closed.
  public let EXPIRED_AT_ONCE = 1_000;
  public let TOLD_AT_ONCE = 250;
  public let LOOKED_AT_AT_ONCE = 1_000;
  public let CLOSED_AT_ONCE = 100;

  /// Traps if a limit is out of its bounds.
  public func require(limits : Limits) {
    Limits.requirePositive("gateways", limits.gateways);
    Limits.requirePositive("clients", limits.clients);
    Limits.requireBytes("messageBytes", limits.messageBytes);
    Limits.requirePositive("queue.messages", limits.queue.messages);
    Limits.requirePositive("queue.bytes", limits.queue.bytes);
    Limits.requirePeriod("acknowledgeNanos", limits.acknowledgeNanos);
    Limits.requirePeriod("keepAliveNanos", limits.keepAliveNanos);
  };

  /// Why nobody is let in, in words.
  public func full(limits : Limits) : Text {
    "this canister has " # Nat.toText(limits.clients) # " open clients and takes no more";
  };

  /// Why a message is refused, in words.
  public func tooLong(limits : Limits, message : Blob) : Text {
    Nat.toText(message.size()) # " bytes are too long, the limit is " # Nat.toText(limits.messageBytes);
  };
};
