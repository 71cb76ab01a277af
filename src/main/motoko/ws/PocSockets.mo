/// The canister's side of the PoC WebSocket protocol: openings, the messages of both directions, and
/// heartbeats. `PocMethods` puts the Candid interface on top; `PocRegistry` knows who is who.
///
/// Whatever comes from outside is checked before anything changes; what is refused is answered with a
/// reason and changes nothing. Nothing here traps on bad input.

import Array "mo:core/Array";
import Debug "mo:core/Debug";
import Int "mo:core/Int";
import Iter "mo:core/Iter";
import List "mo:core/List";
import Nat "mo:core/Nat";
import Nat64 "mo:core/Nat64";
import Principal "mo:core/Principal";
import Result "mo:core/Result";
import Set "mo:core/Set";
import Prim "mo:⛔"; // for the canister's own principal, which mo:core does not offer
import Alarm "Alarm";
import Ed25519 "Ed25519";
import Handlers_ "Handlers";
import Outbox "Outbox";
import Frames "PocFrames";
import PocLimits "PocLimits";
import PocOutbox "PocOutbox";
import Registry "PocRegistry";
import Terms "PocTerms";

module {
  type Result<T> = Result.Result<T, Text>;
  type Client = Registry.Client;

  public type ClientId = Registry.ClientId;

  public type Handlers = Handlers_.Handlers<ClientId>;

  public type Limits = PocLimits.Limits;

  public let LIMITS : Limits = PocLimits.LIMITS;

  /// What a frame has besides the application's message is less than this.
  let ENVELOPE_BYTES = 1_000;

  /// How many messages are taken in one call.
  let FRAMES_AT_ONCE = 256;

  /// How many clients are seen to in one call.
  let DUE_AT_ONCE = 200;

  /// What the original client, whose encoder writes no greater number, says for any time of our days.
  let NO_TIME : Nat64 = 9_007_199_254_740_992;

  /// For a method that answers a Bool: prints the reason to the canister's log.
  public func isOk(method : Text, result : Result<()>) : Bool {
    switch result {
      case (#ok) true;
      case (#err why) {
        Debug.print(method # " refused: " # why);
        false;
      };
    };
  };

  /// The same for a method that answers several.
  public func areOk(method : Text, results : [Result<()>]) : [Bool] {
    Array.map<Result<()>, Bool>(results, func result = isOk(method, result));
  };

  /// Traps if a limit is out of its bounds.
  public class Sockets(
    state : Registry.State,
    terms : Terms.State,
    queue : Outbox.Queue,
    handlers : Handlers,
    limits : Limits,
  ) {
    PocLimits.require(limits);
    let book = Terms.Book(terms, limits);
    let registry = Registry.Registry(state, book, Ed25519.Verifier(), limits);
    let outbox = PocOutbox.PocOutbox(state, queue, limits.queue);

    /// Starts the heartbeats and the watch on terms; to be called in the actor's body, since timers do
    /// not survive an upgrade.
    public func start<system>() = alarm.set<system>();

    /// Queues `message` for `client`, or says why not.
    public func send(client : ClientId, message : Blob) : Result<()> {
      let ?open = registry.openClient(client) else return #err(notOpen(client));
      if (message.size() > limits.messageBytes) return #err(tooLong(message));
      outbox.add(client, open, #application message);
      outbox.certify();
      #ok;
    };

    /// Queues `message` for every open client, or says why not.
    public func broadcast(message : Blob) : Result<()> {
      if (message.size() > limits.messageBytes) return #err(tooLong(message));
      for ((client, open) in registry.openClients()) outbox.add(client, open, #application message);
      outbox.certify();
      #ok;
    };

    /// The open clients, by id.
    public func clients() : Iter.Iter<ClientId> {
      Iter.map<(ClientId, Client), ClientId>(registry.openClients(), func((client, _)) = client);
    };

    /// Who registered the open client: the caller of `ws_register`, who may be anonymous.
    public func principal(client : ClientId) : ?Principal {
      let ?open = registry.openClient(client) else return null;
      ?open.principal;
    };

    /// A new client with this public key and its terms. Anybody may register.
    public func register<system>(caller : Principal, key : Blob, wishes : ?Terms.Wishes) : Result<(ClientId, Terms.Terms)> {
      let result = registry.register(caller, key, wishes);
      alarm.set<system>();
      result;
    };

    /// Another term for a client, from now on, at the word of who registered it.
    public func renew<system>(caller : Principal, client : ClientId, wishes : ?Terms.Wishes) : Result<Terms.Terms> {
      let result = registry.renew(caller, client, wishes);
      alarm.set<system>();
      result;
    };

    /// The public key of a client, registered or open.
    public func clientKey(client : ClientId) : Result<Blob> = registry.clientKey(client);

    /// Opens a registered client through the gateway `caller`. The registration is used up, so that a
    /// first message that is replayed neither opens nor moves anything.
    public func open<system>(caller : Principal, content : Blob, signature : Blob) : Result<()> {
      if (Principal.isAnonymous(caller)) return #err("a gateway needs an identity");
      if (content.size() > ENVELOPE_BYTES) return #err("the first message is too long");
      let { client; canister } = switch (Frames.readOpening(content)) {
        case (#ok opening) opening;
        case (#err why) return #err why;
      };
      let self = Principal.toText(Prim.getSelfPrincipal<system>());
      if (canister != self) return #err("the first message is for another canister");
      let ?registered = registry.registration(client) else return #err(
        Registry.name(client) # " is unknown or open already"
      );
      switch (registry.refusal(registered.principal)) { case (?why) return #err why; case null {} };
      switch (registry.refusalThrough(caller)) { case (?why) return #err why; case null {} };
      if (not registry.isSigned(client, registered.key, content, signature)) return #err("wrong signature");
      let opened = registry.admit(client, registered, caller);
      if (book.hasHeartbeat(client)) sendHeartbeat(client, opened);
      alarm.set<system>();
      handlers.onOpen<system>(client);
      outbox.certify(); // after what the handler sends: to certify again what has not changed costs little
      #ok;
    };

    /// Forgets a client, at the word of its own gateway only. What is queued for it expires by itself.
    public func close<system>(caller : Principal, client : ClientId) : Result<()> {
      let ?{ gateway } = registry.openClient(client) else return #err(notOpen(client));
      if (gateway != caller) return #err("only its own gateway may close " # Registry.name(client));
      registry.forget(client);
      handlers.onClose<system>(client);
      #ok;
    };

    /// Takes a message of a client from its own gateway: a heartbeat, or one that goes to `onMessage`.
    public func receive<system>(caller : Principal, frame : Blob) : Result<()> {
      switch (read(frame)) {
        case (#ok message) receiveRead<system>(caller, message);
        case (#err why) #err why;
      };
    };

    /// Takes messages one after the other, each as `receive` does, and says of each what came of it. After
    /// one that is refused no other one of its client is looked at: to verify signatures is what costs.
    public func receiveAll<system>(caller : Principal, frames : [Blob]) : Result<[Result<()>]> {
      if (frames.size() > FRAMES_AT_ONCE) return #err(
        Nat.toText(frames.size()) # " messages at once, the limit is " # Nat.toText(FRAMES_AT_ONCE)
      );
      let refused = Set.empty<ClientId>();
      let results = List.empty<Result<()>>();
      for (frame in frames.values()) List.add(results, receiveUnless<system>(refused, caller, frame));
      #ok(List.toArray(results));
    };

    func receiveUnless<system>(refused : Set.Set<ClientId>, caller : Principal, frame : Blob) : Result<()> {
      let message = switch (read(frame)) { case (#ok read) read; case (#err why) return #err why };
      if (Set.contains(refused, Nat64.compare, message.client)) return #err(
        "an earlier message of " # Registry.name(message.client) # " was refused"
      );
      let result = receiveRead<system>(caller, message);
      if (Result.isErr(result)) Set.add(refused, Nat64.compare, message.client);
      result;
    };

    func read(frame : Blob) : Result<Frames.Signed> {
      if (frame.size() > limits.messageBytes + ENVELOPE_BYTES) return #err(tooLong(frame));
      Frames.readSigned(frame);
    };

    func receiveRead<system>(caller : Principal, message : Frames.Signed) : Result<()> {
      let client = message.client;
      let ?open = registry.openClient(client) else return #err(notOpen(client));
      if (open.gateway != caller) return #err(Registry.name(client) # " is open through another gateway");
      if (message.sequence != open.nextIn) return #err(
        "sequence number " # Nat64.toText(message.sequence) # " instead of " # Nat64.toText(open.nextIn)
      );
      if (not isTimely(message.timestampNanos)) return #err("the timestamp is too far from the canister's time");
      // Last, because it is what costs.
      if (not registry.isSigned(client, open.key, message.signed, message.signature)) return #err("wrong signature");
      let result = take<system>(client, open, message.content);
      if (Result.isOk(result)) {
        open.nextIn += 1;
        book.heard(client);
      };
      result;
    };

    /// The messages for clients of the gateway `caller` from nonce `from` on, see `PocOutbox`.
    public func messages(caller : Principal, from : Nat64) : Result<PocOutbox.CertMessages> = outbox.poll(caller, from);

    func take<system>(client : ClientId, open : Client, content : Frames.Content) : Result<()> {
      switch content {
        case (#application payload) handlers.onMessage<system>(client, payload);
        case (#heartbeat arrived) takeHeartbeat(client, open, arrived);
        case (#closed _) #err("only a canister says that it closed");
      };
    };

    func takeHeartbeat(client : ClientId, open : Client, arrived : Nat64) : Result<()> {
      if (not book.hasHeartbeat(client)) return #err(Registry.name(client) # " did not ask for the heartbeat");
      if (arrived > open.nextOut) return #err(
        Nat64.toText(arrived) # " messages cannot have arrived of " # Nat64.toText(open.nextOut)
      );
      book.answered(client);
      #ok;
    };

    func sendHeartbeat(client : ClientId, open : Client) {
      outbox.add(client, open, #heartbeat(open.nextIn));
      book.beat(client);
    };

    func nextDue() : ?Nat64 {
      let ?(nanos, _) = book.next() else return null;
      ?nanos;
    };

    // Sees to the first clients about whom something is due by now: each is due later then, or forgotten.
    // Closings each have a call of their own, so that a handler that traps for one client keeps no other
    // open, and is called again later.
    func seeToDue() : async () {
      let now = Outbox.nowNanos();
      let closings = List.empty<ClientId>();
      label due for (_ in Nat.range(0, DUE_AT_ONCE)) {
        let ?(nanos, client) = book.next() else break due;
        if (nanos > now) break due;
        switch (book.due(client), registry.leftClient(client)) {
          case (#heartbeat, ?open) sendHeartbeat(client, open);
          case (#closing _, null) registry.forget(client);
          case (#closing _, ?_) {
            book.postpone(client);
            List.add(closings, client);
          };
          case _ book.postpone(client);
        };
      };
      outbox.certify();
      for (client in List.values(closings)) try { await closeIfDue(client) } catch (_) {};
    };

    func closeIfDue(client : ClientId) : async () {
      let ?open = registry.leftClient(client) else return;
      let #closing why = book.due(client) else return;
      if (book.hasHeartbeat(client)) outbox.add(client, open, #closed why);
      registry.forget(client);
      handlers.onClose<system>(client);
      outbox.certify();
    };

    let alarm = Alarm.Alarm(nextDue, seeToDue);

    func isTimely(timestampNanos : Nat64) : Bool {
      if (timestampNanos == NO_TIME) return true;
      Int.abs(Nat64.toNat(Outbox.nowNanos()) - Nat64.toNat(timestampNanos)) <= limits.clockDifferenceNanos;
    };

    func notOpen(client : ClientId) : Text = Registry.name(client) # " is not open";

    func tooLong(bytes : Blob) : Text {
      Nat.toText(bytes.size()) # " bytes are too long, the limit is " # Nat.toText(limits.messageBytes);
    };
  };
};
