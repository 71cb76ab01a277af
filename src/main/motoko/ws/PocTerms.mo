/// How long each client of the PoC protocol lasts, and its heartbeats: when one is due, and since when
/// one waits for an answer. `PocSockets` sends them and acts on what is due.

import Map "mo:core/Map";
import Nat64 "mo:core/Nat64";
import Order "mo:core/Order";
import Result "mo:core/Result";
import Set "mo:core/Set";
import { Tuple2 } "mo:core/Tuples";
import Outbox "Outbox";
import PocLimits "PocLimits";

module {
  type Result<T> = Result.Result<T, Text>;
  type ClientId = Nat64;

  /// What a client asks for: until when it wants to last, in nanoseconds since 1970. Whoever asks has
  /// the heartbeat.
  public type Wishes = { expires : ?Nat64 };

  /// What it is given.
  public type Terms = { expires : Nat64; heartbeat_nanos : Nat64; timeout_nanos : Nat64 };

  type Term = {
    hasHeartbeat : Bool;
    var expiresNanos : Nat64;
    /// When the next heartbeat is due; null if none is.
    var beatNanos : ?Nat64;
    /// Since when a heartbeat waits for the client's answer. For a client without the heartbeat: since
    /// when it has said nothing.
    var awaitedSinceNanos : ?Nat64;
    /// Where the client is in `deadlines`.
    var deadlineNanos : Nat64;
  };

  type Deadline = (Nat64, ClientId);

  /// Data only, for a stable variable. `deadlines` has each client at the time when something is to be
  /// done about it.
  public type State = {
    terms : Map.Map<ClientId, Term>;
    deadlines : Set.Set<Deadline>;
  };

  /// What is to be done about a client.
  public type Due = { #nothing; #heartbeat; #closing : Text };

  let EXPIRED = "expired";
  let SILENT = "silent";

  public func empty() : State = { terms = Map.empty(); deadlines = Set.empty() };

  /// The terms of all clients that are registered or open.
  public class Book(state : State, limits : PocLimits.Limits) {
    let heartbeatNanos = Nat64.fromNat(limits.heartbeatNanos);
    let timeoutNanos = Nat64.fromNat(limits.timeoutNanos);
    let quietNanos = Nat64.fromNat(limits.quietNanos);

    /// The term that a client with these wishes is given from now on, or what is wrong with them.
    public func grant(wishes : ?Wishes) : Result<Nat64> {
      let now = Outbox.nowNanos();
      let last = now + Nat64.fromNat(limits.maxExpiryNanos);
      let ?{ expires = ?wished } = wishes else return #ok(now + Nat64.fromNat(limits.expiryNanos));
      if (wished <= now) #err("the time to expire at is not in the future") else #ok(Nat64.min(wished, last));
    };

    /// Begins the term of a new client.
    public func begin(client : ClientId, expiresNanos : Nat64, hasHeartbeat : Bool) : Terms {
      let term : Term = {
        hasHeartbeat;
        var expiresNanos;
        var beatNanos = null;
        var awaitedSinceNanos = if hasHeartbeat null else ?Outbox.nowNanos();
        var deadlineNanos = expiresNanos;
      };
      Map.add(state.terms, Nat64.compare, client, term);
      Set.add(state.deadlines, compare, (expiresNanos, client));
      settle(client, term);
      shown(term);
    };

    /// Gives a client another term.
    public func renew(client : ClientId, expiresNanos : Nat64) : ?Terms {
      let ?term = find(client) else return null;
      term.expiresNanos := expiresNanos;
      settle(client, term);
      ?shown(term);
    };

    public func end(client : ClientId) {
      let ?term = Map.take(state.terms, Nat64.compare, client) else return;
      Set.remove(state.deadlines, compare, (term.deadlineNanos, client));
    };

    /// Until when the client lasts, in nanoseconds since 1970, unless one without the heartbeat says
    /// something before; 0 if it is unknown.
    public func expiresNanos(client : ClientId) : Nat64 {
      switch (find(client)) { case (?term) endNanos(term); case null 0 };
    };

    public func isInForce(client : ClientId) : Bool = Outbox.nowNanos() < expiresNanos(client);

    public func hasHeartbeat(client : ClientId) : Bool {
      switch (find(client)) { case (?term) term.hasHeartbeat; case null false };
    };

    /// A heartbeat is sent to the client now: it is to answer, and to be sent the next one.
    public func beat(client : ClientId) {
      let ?term = find(client) else return;
      let now = Outbox.nowNanos();
      term.beatNanos := ?(now + heartbeatNanos);
      if (term.awaitedSinceNanos == null) term.awaitedSinceNanos := ?now;
      settle(client, term);
    };

    /// The client has opened, or sent a message: one without the heartbeat may be quiet again for a while.
    public func heard(client : ClientId) {
      let ?term = find(client) else return;
      if (term.hasHeartbeat) return;
      term.awaitedSinceNanos := ?Outbox.nowNanos();
      settle(client, term);
    };

    /// The client has sent a heartbeat.
    public func answered(client : ClientId) {
      let ?term = find(client) else return;
      term.awaitedSinceNanos := null;
      settle(client, term);
    };

    /// What is to be done about the client now.
    public func due(client : ClientId) : Due {
      let ?term = find(client) else return #nothing;
      let now = Outbox.nowNanos();
      if (term.expiresNanos <= now) return #closing EXPIRED;
      if (isBy(silentNanos(term), now)) return #closing SILENT;
      if (isBy(term.beatNanos, now)) #heartbeat else #nothing;
    };

    /// The time when something is to be done next, and about whom.
    public func next() : ?Deadline = Set.min(state.deadlines);

    /// Brings the client up again in a while, if nothing has become of it by then.
    public func postpone(client : ClientId) {
      let ?term = find(client) else return;
      place(client, term, Outbox.nowNanos() + timeoutNanos);
    };

    /// After an upgrade: begins the default term of each of `clients` that has none, because an
    /// earlier version of this library took it; and gives all the full time to answer or to say
    /// something, because a canister that is upgraded hears nobody.
    public func resume(clients : [ClientId]) {
      let now = Outbox.nowNanos();
      for (client in clients.values()) {
        switch (find(client)) {
          case (?term) {
            if (term.awaitedSinceNanos != null or not term.hasHeartbeat) term.awaitedSinceNanos := ?now;
            settle(client, term);
          };
          case null ignore begin(client, now + Nat64.fromNat(limits.expiryNanos), false);
        };
      };
    };

    func find(client : ClientId) : ?Term = Map.get(state.terms, Nat64.compare, client);

    // Puts the client at the earliest time when something is due.
    func settle(client : ClientId, term : Term) {
      place(client, term, earlier(earlier(term.expiresNanos, term.beatNanos), silentNanos(term)));
    };

    func place(client : ClientId, term : Term, nanos : Nat64) {
      if (nanos == term.deadlineNanos) return;
      Set.remove(state.deadlines, compare, (term.deadlineNanos, client));
      Set.add(state.deadlines, compare, (nanos, client));
      term.deadlineNanos := nanos;
    };

    // From when on the client counts as silent.
    func silentNanos(term : Term) : ?Nat64 {
      let ?since = term.awaitedSinceNanos else return null;
      ?(since + (if (term.hasHeartbeat) timeoutNanos else quietNanos));
    };

    func endNanos(term : Term) : Nat64 {
      if (term.hasHeartbeat) term.expiresNanos else earlier(term.expiresNanos, silentNanos(term));
    };

    func shown(term : Term) : Terms {
      { expires = endNanos(term); heartbeat_nanos = heartbeatNanos; timeout_nanos = timeoutNanos };
    };
  };

  func compare(one : Deadline, other : Deadline) : Order.Order {
    Tuple2.compare(one, other, Nat64.compare, Nat64.compare);
  };

  func earlier(nanos : Nat64, other : ?Nat64) : Nat64 {
    switch other { case (?other) Nat64.min(nanos, other); case null nanos };
  };

  func isBy(nanos : ?Nat64, now : Nat64) : Bool = switch nanos { case (?nanos) nanos <= now; case null false };
};
