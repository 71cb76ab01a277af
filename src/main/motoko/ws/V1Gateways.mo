/// The gateways of protocol v1 that clients have named: who has clients, and the numbers of its messages.
///
/// A client may name any principal. So a gateway takes a place of its own only while it has clients, whose
/// places are counted; besides, a limited number without clients is remembered while messages for them may
/// wait. A gateway that has closed a client of its own, which only it can, is known to exist.

import Map "mo:core/Map";
import Nat64 "mo:core/Nat64";
import Order "mo:core/Order";
import Principal "mo:core/Principal";
import Set "mo:core/Set";
import { Tuple2 } "mo:core/Tuples";
import Outbox "Outbox";

module {
  public type Gateway = {
    var clients : Nat;
    var nextNonce : Nat64;
    /// When its last client left; of meaning while it has none.
    var leftNanos : Nat64;
  };

  public type Table = Map.Map<Principal, Gateway>;

  /// Data only, for a stable variable: those of the table that are known to exist. Null after an upgrade
  /// from a version that did not ask; then all are.
  public type Known = { var gateways : ?Set.Set<Principal> };

  public func known() : Known = { var gateways = null };

  /// `limit`: how many without clients are remembered. Policy: for a new one that is forgotten whose last
  /// client left first, of those that may be made up, if there are any.
  public class Gateways(table : Table, known : Known, queue : Outbox.Queue, limit : Nat) {
    let existing = switch (known.gateways) {
      case (?gateways) gateways;
      case null {
        let all = Set.fromIter(Map.keys(table), Principal.compare);
        known.gateways := ?all;
        all;
      };
    };
    // Those without clients by the time when the last left: who may be made up, and the others.
    let idleDoubtful = Set.empty<(Nat64, Principal)>();
    let idleExisting = Set.empty<(Nat64, Principal)>();

    public func get(principal : Principal) : ?Gateway = Map.get(table, Principal.compare, principal);

    public func exists(principal : Principal) : Bool = Set.contains(existing, Principal.compare, principal);

    /// The gateway has called.
    public func confirm(principal : Principal) = Set.add(existing, Principal.compare, principal);

    /// How many clients a gateway has.
    public func clients(principal : Principal) : Nat {
      switch (get(principal)) { case (?gateway) gateway.clients; case null 0 };
    };

    /// One client more opens through the gateway.
    public func join(principal : Principal) {
      forgetIdle();
      let gateway = switch (get(principal)) {
        case (?known) known;
        case null {
          let new : Gateway = { var clients = 0; var nextNonce = firstNonce(principal); var leftNanos = 0 };
          Map.add(table, Principal.compare, principal, new);
          new;
        };
      };
      if (gateway.clients == 0) Set.remove(idle(principal), compare, (gateway.leftNanos, principal));
      gateway.clients += 1;
    };

    /// A client of the gateway has left.
    public func leave(principal : Principal) {
      let ?gateway = get(principal) else return;
      gateway.clients -= 1;
      if (gateway.clients > 0) return;
      gateway.leftNanos := Outbox.nowNanos();
      Set.add(idle(principal), compare, (gateway.leftNanos, principal));
      if (Set.size(idleDoubtful) + Set.size(idleExisting) > limit) {
        let doubtful = Set.size(idleDoubtful) > 0;
        forgetFirst(if doubtful idleDoubtful else idleExisting);
      };
    };

    /// Forgets the gateways without clients for which nothing is queued any more: their numbers begin anew.
    public func forgetIdle() {
      for (those in [idleDoubtful, idleExisting].values()) {
        label oldest loop {
          let ?(leftNanos, _) = Set.min(those) else break oldest;
          switch (queue.oldestNanos()) {
            case (?nanos) if (nanos <= leftNanos) break oldest;
            case null {};
          };
          forgetFirst(those);
        };
      };
    };

    // The keys in the queue must stay different, also of a gateway that was forgotten before its messages.
    func firstNonce(principal : Principal) : Nat64 {
      switch (Outbox.lastNonce(queue, principal, 0, Outbox.V1_END - 1)) { case (?last) last + 1; case null 0 };
    };

    func idle(principal : Principal) : Set.Set<(Nat64, Principal)> {
      if (exists(principal)) idleExisting else idleDoubtful;
    };

    func forgetFirst(those : Set.Set<(Nat64, Principal)>) {
      let ?first = Set.min(those) else return;
      Set.remove(those, compare, first);
      Map.remove(table, Principal.compare, first.1);
      Set.remove(existing, Principal.compare, first.1);
    };

    for ((principal, gateway) in Map.entries(table)) {
      if (gateway.clients == 0) Set.add(idle(principal), compare, (gateway.leftNanos, principal));
    };
  };

  func compare(one : (Nat64, Principal), other : (Nat64, Principal)) : Order.Order {
    Tuple2.compare(one, other, Nat64.compare, Principal.compare);
  };
};
