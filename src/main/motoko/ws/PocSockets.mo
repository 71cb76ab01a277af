/// The canister's side of the PoC WebSocket protocol: who registered, who is open through which
/// gateway, and the messages of both directions. `PocMethods` puts the Candid interface on top.
///
/// Whatever comes from outside is checked before anything changes; what is refused is answered with a
/// reason and changes nothing. Nothing here traps on bad input.

import Array "mo:core/Array";
import Debug "mo:core/Debug";
import Int "mo:core/Int";
import Iter "mo:core/Iter";
import Map "mo:core/Map";
import Nat "mo:core/Nat";
import Nat64 "mo:core/Nat64";
import Principal "mo:core/Principal";
import Result "mo:core/Result";
import Prim "mo:⛔"; // for the canister's own principal, which mo:core does not offer
import CertifiedQueue "CertifiedQueue";
import Ed25519 "Ed25519";
import Handlers_ "Handlers";
import Limits "Limits";
import Outbox "Outbox";
import Frames "PocFrames";

module {
  type Result<T> = Result.Result<T, Text>;

  public type ClientId = Nat64;

  public type Handlers = Handlers_.Handlers<ClientId>;

  public type Limits = {
    /// Registered and not yet open. Policy: the oldest registration is dropped for a new one.
    registrations : Nat;
    /// Open. Policy: while there are so many, registrations and openings are refused.
    clients : Nat;
    /// Bytes of one application message, in either direction. Policy: a longer one is refused.
    messageBytes : Nat;
    /// Outgoing messages of all clients. Policy: the oldest is dropped for a new one.
    queue : CertifiedQueue.Limits;
    /// By how much the timestamp of a client's message may differ from the canister's time.
    clockDifferenceNanos : Nat;
  };

  public let LIMITS : Limits = {
    registrations = 10_000;
    clients = 10_000;
    messageBytes = 1_000_000;
    queue = { messages = 50_000; bytes = 32_000_000 };
    clockDifferenceNanos = 300_000_000_000;
  };

  /// What a frame has besides the application's message is less than this.
  let ENVELOPE_BYTES = 1_000;

  type Registration = { principal : Principal; key : Blob };

  type Client = {
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

  public type CertMessage = { client_id : ClientId; key : Text; val : Blob };

  /// What a poll answers; the field names are those of the Candid interface.
  public type CertMessages = {
    messages : [CertMessage];
    cert : Blob;
    tree : Blob;
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

  /// Traps if a limit is out of its bounds.
  public class Sockets(state : State, queue : Outbox.Queue, handlers : Handlers, limits : Limits) {
    Limits.requirePositive("registrations", limits.registrations);
    Limits.requirePositive("clients", limits.clients);
    Limits.requireBytes("messageBytes", limits.messageBytes);
    Limits.requirePositive("queue.messages", limits.queue.messages);
    Limits.requirePositive("queue.bytes", limits.queue.bytes);
    let verifier = Ed25519.Verifier();

    /// Queues `message` for `client`, or says why not.
    public func send(client : ClientId, message : Blob) : Result<()> {
      let ?open = openClient(client) else return #err(notOpen(client));
      if (message.size() > limits.messageBytes) return #err(tooLong(message));
      enqueue(client, open, message);
      Outbox.certify(queue);
      #ok;
    };

    /// Queues `message` for every open client, or says why not.
    public func broadcast(message : Blob) : Result<()> {
      if (message.size() > limits.messageBytes) return #err(tooLong(message));
      for ((client, open) in Map.entries(state.clients)) enqueue(client, open, message);
      Outbox.certify(queue);
      #ok;
    };

    /// The open clients, by id.
    public func clients() : Iter.Iter<ClientId> = Map.keys(state.clients);

    /// Who registered the open client: the caller of `ws_register`, who may be anonymous.
    public func principal(client : ClientId) : ?Principal {
      let ?open = openClient(client) else return null;
      ?open.principal;
    };

    /// A new client with this public key. Anybody may register.
    public func register(caller : Principal, key : Blob) : Result<ClientId> {
      if (key.size() != 32) return #err("a public key has 32 bytes, not " # Nat.toText(key.size()));
      if (not verifier.isKey(key)) return #err("these 32 bytes are no Ed25519 public key");
      if (isFull()) return #err(full());
      if (Map.size(state.registrations) >= limits.registrations) dropOldestRegistration();
      let client = state.nextClient;
      state.nextClient += 1;
      Map.add(state.registrations, Nat64.compare, client, { principal = caller; key });
      #ok client;
    };

    /// The public key of a client, registered or open.
    public func clientKey(client : ClientId) : Result<Blob> {
      switch (registration(client), openClient(client)) {
        case (?{ key }, _) #ok key;
        case (_, ?{ key }) #ok key;
        case _ #err("unknown " # name(client));
      };
    };

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
      let ?registered = registration(client) else return #err(name(client) # " is unknown or open already");
      if (isFull()) return #err(full());
      if (not verifier.verify(registered.key, content, signature)) return #err("wrong signature");
      Map.remove(state.registrations, Nat64.compare, client);
      let opened : Client = { registered with gateway = caller; var nextIn = 0 : Nat64; var nextOut = 0 : Nat64 };
      Map.add(state.clients, Nat64.compare, client, opened);
      handlers.onOpen<system>(client);
      #ok;
    };

    /// Forgets a client, at the word of its own gateway only. What is queued for it expires by itself.
    public func close<system>(caller : Principal, client : ClientId) : Result<()> {
      let ?{ gateway } = openClient(client) else return #err(notOpen(client));
      if (gateway != caller) return #err("only its own gateway may close " # name(client));
      Map.remove(state.clients, Nat64.compare, client);
      handlers.onClose<system>(client);
      #ok;
    };

    /// Takes a message of a client from its own gateway and hands it to `onMessage`.
    public func receive<system>(caller : Principal, frame : Blob) : Result<()> {
      if (frame.size() > limits.messageBytes + ENVELOPE_BYTES) return #err(tooLong(frame));
      let { content; signature } = switch (Frames.readFrame(frame)) {
        case (#ok read) read;
        case (#err why) return #err why;
      };
      let { client; sequence; timestampNanos; payload } = switch (Frames.readMessage(content)) {
        case (#ok read) read;
        case (#err why) return #err why;
      };
      let ?open = openClient(client) else return #err(notOpen(client));
      if (open.gateway != caller) return #err(name(client) # " is open through another gateway");
      if (sequence != open.nextIn) return #err(
        "sequence number " # Nat64.toText(sequence) # " instead of " # Nat64.toText(open.nextIn)
      );
      if (not isTimely(timestampNanos)) return #err("the timestamp is too far from the canister's time");
      // Last, because it is what costs.
      if (not verifier.verify(open.key, content, signature)) return #err("wrong signature");
      let result = handlers.onMessage<system>(client, payload);
      if (Result.isOk(result)) open.nextIn += 1;
      result;
    };

    /// The messages for clients of the gateway `caller` from nonce `from` on, with their certificate;
    /// three empty values if there are none. For query calls: elsewhere there is no certificate.
    public func messages(caller : Principal, from : Nat64) : Result<CertMessages> {
      let first = Nat64.max(from, state.firstNonce);
      switch (Outbox.poll(queue, caller, first, Nat64.maxValue)) {
        case (#ok { messages; cert; tree }) #ok { messages = Array.filterMap(messages, toClient); cert; tree };
        case (#err why) #err why;
      };
    };

    // Null for no message: the nonces that are polled are this protocol's alone.
    func toClient({ client; key; content } : Outbox.Message) : ?CertMessage {
      let #poc client_id = client else return null;
      ?{ client_id; key; val = content };
    };

    func enqueue(client : ClientId, open : Client, payload : Blob) {
      let timestampNanos = Outbox.nowNanos();
      let content = Frames.writeMessage({ client; sequence = open.nextOut; timestampNanos; payload });
      let key = Outbox.key(open.gateway, state.nextNonce);
      CertifiedQueue.add(queue, limits.queue, timestampNanos, { client = #poc client; key; content });
      open.nextOut += 1;
      state.nextNonce += 1;
    };

    func registration(client : ClientId) : ?Registration = Map.get(state.registrations, Nat64.compare, client);

    func openClient(client : ClientId) : ?Client = Map.get(state.clients, Nat64.compare, client);

    func dropOldestRegistration() {
      let ?(oldest, _) = Map.minEntry(state.registrations) else return;
      Map.remove(state.registrations, Nat64.compare, oldest);
    };

    func isFull() : Bool = Map.size(state.clients) >= limits.clients;

    func isTimely(timestampNanos : Nat64) : Bool {
      Int.abs(Nat64.toNat(Outbox.nowNanos()) - Nat64.toNat(timestampNanos)) <= limits.clockDifferenceNanos;
    };

    func full() : Text = "this canister has " # Nat.toText(limits.clients) # " open clients and takes no more";

    func name(client : ClientId) : Text = "client " # Nat64.toText(client);

    func notOpen(client : ClientId) : Text = name(client) # " is not open";

    func tooLong(bytes : Blob) : Text {
      Nat.toText(bytes.size()) # " bytes are too long, the limit is " # Nat.toText(limits.messageBytes);
    };
  };
};
