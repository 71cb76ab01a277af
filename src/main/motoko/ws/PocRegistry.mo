/// Who registered at the canister and waits, and who is open, each for its term.

import Iter "mo:core/Iter";
import Map "mo:core/Map";
import Nat "mo:core/Nat";
import Nat64 "mo:core/Nat64";
import Principal "mo:core/Principal";
import Result "mo:core/Result";
import Ed25519 "Ed25519";
import Outbox "Outbox";
import PocLimits "PocLimits";
import PocTerms "PocTerms";

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

    /// A new client with this public key. Anybody may register.
    public func register(caller : Principal, key : Blob, wishes : ?PocTerms.Wishes) : Result<(ClientId, PocTerms.Terms)> {
      if (key.size() != 32) return #err("a public key has 32 bytes, not " # Nat.toText(key.size()));
      let expires = switch (book.grant(wishes)) { case (#ok nanos) nanos; case (#err why) return #err why };
      if (not verifier.isKey(key)) return #err("these 32 bytes are no Ed25519 public key");
      if (isFull()) return #err(full());
      if (Map.size(state.registrations) >= limits.registrations) dropOneFor(caller);
      let client = state.nextClient;
      state.nextClient += 1;
      Map.add(state.registrations, Nat64.compare, client, { principal = caller; key });
      #ok(client, book.begin(client, expires, wishes != null));
    };

    /// Another term for a client, registered or open, at the word of who registered it. What was
    /// registered anonymously anybody may renew, but nobody shorten.
    public func renew(caller : Principal, client : ClientId, wishes : ?PocTerms.Wishes) : Result<PocTerms.Terms> {
      let ?principal = registrant(client) else return #err(unknown(client));
      if (principal != caller) return #err("only who registered " # name(client) # " may renew it");
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
      Map.remove(state.registrations, Nat64.compare, client);
      let opened : Client = { registered with gateway; var nextIn = 0 : Nat64; var nextOut = 0 : Nat64 };
      Map.add(state.clients, Nat64.compare, client, opened);
      opened;
    };

    /// Forgets a client, registered or open.
    public func forget(client : ClientId) {
      Map.remove(state.registrations, Nat64.compare, client);
      Map.remove(state.clients, Nat64.compare, client);
      book.end(client);
    };

    public func isFull() : Bool = Map.size(state.clients) >= limits.clients;

    public func full() : Text = "this canister has " # Nat.toText(limits.clients) # " open clients and takes no more";

    func registrant(client : ClientId) : ?Principal {
      switch (registration(client), openClient(client)) {
        case (?{ principal }, _) ?principal;
        case (_, ?{ principal }) ?principal;
        case _ null;
      };
    };

    // So that whoever registers without end drops, once it has half of what there is, only its own.
    // Reads all, but only while all that may wait do.
    func dropOneFor(caller : Principal) {
      var itsOldest : ?ClientId = null;
      var itsCount = 0;
      for ((client, { principal }) in Map.entries(state.registrations)) {
        if (principal == caller) {
          if (itsOldest == null) itsOldest := ?client;
          itsCount += 1;
        };
      };
      let ?(oldest, _) = Map.minEntry(state.registrations) else return;
      let ?own = itsOldest else return forget(oldest);
      forget(if (2 * itsCount >= limits.registrations) own else oldest);
    };
  };

  public func name(client : ClientId) : Text = "client " # Nat64.toText(client);

  func unknown(client : ClientId) : Text = "unknown " # name(client);
};
