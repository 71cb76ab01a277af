/// Who registered at the canister and waits, and who is open, each for its term.

import Iter "mo:core/Iter";
import Map "mo:core/Map";
import Nat "mo:core/Nat";
import Nat64 "mo:core/Nat64";
import Order "mo:core/Order";
import Principal "mo:core/Principal";
import Result "mo:core/Result";
import Set "mo:core/Set";
import { Tuple2 } "mo:core/Tuples";
import Ed25519 "Ed25519";
import Outbox "Outbox";
import PocLimits "PocLimits";
import PocTerms "PocTerms";
import Shares "Shares";

module {
  type Result<T> = Result.Result<T, Text>;

  public type ClientId = Nat64;

  public type Registration = { principal : Principal; key : Blob };

  public type Client = {
    principal : Principal;
    key : Blob;
    gateway : Principal;
    /// The sequence numbers of the next message from and to the client.
    var nextIn : Nat64;
    var nextOut : Nat64;
  };

  /// Data only, for a stable variable.
  public type State = {
    registrations : Map.Map<ClientId, Registration>;
    clients : Map.Map<ClientId, Client>;
    firstNonce : Nat64;
    var nextClient : ClientId;
    var nextNonce : Nat64;
  };

  /// Of a canister that has this protocol only.
  public func state() : State = stateFrom(16);

  /// Of a canister that has protocol v1 too, with one queue for both.
  public func stateBesideV1() : State = stateFrom(Outbox.V1_END);

  func stateFrom(firstNonce : Nat64) : State {
    {
      registrations = Map.empty();
      clients = Map.empty();
      firstNonce;
      var nextClient = 16;
      var nextNonce = firstNonce;
    };
  };

  public class Registry(state : State, book : PocTerms.Book, verifier : Ed25519.Verifier, limits : PocLimits.Limits) {
    book.resume(Iter.toArray(Map.keys(state.registrations)));
    book.resume(Iter.toArray(Map.keys(state.clients)));

    // How many wait for each registrant, and which; how many are open for each, and through which gateway.
    let waiting = Shares.Shares<Principal>(Principal.compare);
    let waitingIds = Set.empty<(Principal, ClientId)>();
    let open = Shares.Shares<Principal>(Principal.compare);
    let openThrough = Shares.Shares<Principal>(Principal.compare);

    // The keys of clients that have signed something.
    let keys = Map.empty<ClientId, Ed25519.Key>();

    /// A new client with this public key. Anybody may register.
    public func register(caller : Principal, key : Blob, wishes : ?PocTerms.Wishes) : Result<(ClientId, PocTerms.Terms)> {
      switch (refusal(caller)) { case (?why) return #err why; case null {} };
      if (key.size() != 32) return #err("a public key has 32 bytes, not " # Nat.toText(key.size()));
      let expires = switch (book.grant(wishes)) { case (#ok nanos) nanos; case (#err why) return #err why };
      if (not verifier.isKey(key)) return #err("these 32 bytes are no Ed25519 public key");
      let client = state.nextClient;
      state.nextClient += 1;
      Map.add(state.registrations, Nat64.compare, client, { principal = caller; key });
      enter(caller, client);
      if (Map.size(state.registrations) > limits.registrations) dropOne(client);
      #ok(client, book.begin(client, expires, wishes != null));
    };

    /// Another term for a client that has the heartbeat, registered or open, at the word of who registered
    /// it. What was
    /// registered anonymously anybody may renew, but nobody shorten.
    public func renew(caller : Principal, client : ClientId, wishes : ?PocTerms.Wishes) : Result<PocTerms.Terms> {
      let ?principal = registrant(client) else return #err(unknown(client));
      if (principal != caller) return #err("only who registered " # name(client) # " may renew it");
      if (not book.hasHeartbeat(client)) return #err(name(client) # " has no heartbeat and cannot be renewed");
      let granted = switch (book.grant(wishes)) { case (#ok nanos) nanos; case (#err why) return #err why };
      let isShared = Principal.isAnonymous(caller);
      let expires = if isShared Nat64.max(granted, book.expiresNanos(client)) else granted;
      let ?terms = book.renew(client, expires) else return #err(unknown(client));
      #ok terms;
    };

    /// The public key of a client, registered or open.
    public func clientKey(client : ClientId) : Result<Blob> {
      switch (registration(client), openClient(client)) {
        case (?{ key }, _) #ok key;
        case (_, ?{ key }) #ok key;
        case _ #err(unknown(client));
      };
    };

    /// Whether the client with this public key, registered or open, signed `content`.
    public func isSigned(client : ClientId, key : Blob, content : Blob, signature : Blob) : Bool {
      let ?decoded = decodedKey(client, key) else return false;
      verifier.verifyBy(decoded, content, signature);
    };

    /// A client that waits to be opened, unless its term is over.
    public func registration(client : ClientId) : ?Registration {
      if (book.isInForce(client)) Map.get(state.registrations, Nat64.compare, client) else null;
    };

    /// A client that is open, unless its term is over.
    public func openClient(client : ClientId) : ?Client {
      if (book.isInForce(client)) leftClient(client) else null;
    };

    /// A client that is open, also after its term.
    public func leftClient(client : ClientId) : ?Client = Map.get(state.clients, Nat64.compare, client);

    /// All that are open and in their terms, by id.
    public func openClients() : Iter.Iter<(ClientId, Client)> {
      Iter.filter(Map.entries(state.clients), func((client, _) : (ClientId, Client)) : Bool = book.isInForce(client));
    };

    /// Makes an open client of one that waits. Its registration is used up.
    public func admit(client : ClientId, registered : Registration, gateway : Principal) : Client {
      removeRegistration(client);
      let opened : Client = { registered with gateway; var nextIn = 0 : Nat64; var nextOut = 0 : Nat64 };
      Map.add(state.clients, Nat64.compare, client, opened);
      count(registered.principal, gateway);
      book.heard(client);
      opened;
    };

    /// Forgets a client, registered or open.
    public func forget(client : ClientId) {
      removeRegistration(client);
      switch (Map.take(state.clients, Nat64.compare, client)) {
        case (?{ principal; gateway }) {
          open.take(principal, 1);
          openThrough.take(gateway, 1);
        };
        case null {};
      };
      Map.remove(keys, Nat64.compare, client);
      book.end(client);
    };

    /// Why no client of `registrant` can be opened now, if none can.
    public func refusal(registrant : Principal) : ?Text {
      if (left() == 0) return ?("this canister has " # Nat.toText(limits.clients) # " open clients and takes no more");
      if (open.of(registrant) < left()) return null;
      ?(Principal.toText(registrant) # " has " # Nat.toText(open.of(registrant)) # " open clients, and not more are left for others");
    };

    /// Why no client can be opened through `gateway` now, if none can.
    public func refusalThrough(gateway : Principal) : ?Text {
      if (openThrough.of(gateway) < Shares.ofGateway(left())) return null;
      ?("gateway " # Principal.toText(gateway) # " has its share of this canister's clients");
    };

    func decodedKey(client : ClientId, key : Blob) : ?Ed25519.Key {
      switch (Map.get(keys, Nat64.compare, client)) {
        case null {
          let ?decoded = verifier.decodeKey(key) else return null;
          Map.add(keys, Nat64.compare, client, decoded);
          ?decoded;
        };
        case known known;
      };
    };

    func left() : Nat {
      let taken = Map.size(state.clients);
      if (taken < limits.clients) limits.clients - taken else 0;
    };

    func registrant(client : ClientId) : ?Principal {
      switch (registration(client), openClient(client)) {
        case (?{ principal }, _) ?principal;
        case (_, ?{ principal }) ?principal;
        case _ null;
      };
    };

    func enter(principal : Principal, client : ClientId) {
      waiting.add(principal, 1);
      Set.add(waitingIds, compareWaiting, (principal, client));
    };

    func count(principal : Principal, gateway : Principal) {
      open.add(principal, 1);
      openThrough.add(gateway, 1);
    };

    func removeRegistration(client : ClientId) {
      let ?{ principal } = Map.take(state.registrations, Nat64.compare, client) else return;
      waiting.take(principal, 1);
      Set.remove(waitingIds, compareWaiting, (principal, client));
    };

    // Makes room for `newest`: whoever registers without end drops only its own.
    func dropOne(newest : ClientId) {
      let ?(oldest, _) = Map.minEntry(state.registrations) else return;
      let ?(most, principal) = waiting.most() else return;
      if (most <= Shares.threshold(limits.registrations)) return forget(oldest);
      let ?(_, its) = Set.valuesFrom(waitingIds, compareWaiting, (principal, 0 : ClientId)).next() else return;
      forget(if (its == newest) oldest else its);
    };

    for ((client, { principal }) in Map.entries(state.registrations)) enter(principal, client);
    for ({ principal; gateway } in Map.values(state.clients)) count(principal, gateway);
  };

  func compareWaiting(one : (Principal, ClientId), other : (Principal, ClientId)) : Order.Order {
    Tuple2.compare(one, other, Principal.compare, Nat64.compare);
  };

  public func name(client : ClientId) : Text = "client " # Nat64.toText(client);

  func unknown(client : ClientId) : Text = "unknown " # name(client);
};
