/// The canister's side of protocol v1: who is open through which gateway, the messages of both
/// directions, acknowledgements and keep-alives. `V1Methods` puts the Candid interface on top.
///
/// Clients are known by the network: the caller of `ws_open` and `ws_message` is the client, and the
/// network takes each call that a client signed once. So nothing here verifies signatures.
///
/// What is refused is answered with a reason and changes nothing, with two exceptions, which end the
/// connection: a wrong sequence number, for then a message was lost; and a service message that is not
/// the client's to send.

import Array "mo:core/Array";
import Iter "mo:core/Iter";
import Map "mo:core/Map";
import Nat "mo:core/Nat";
import Nat64 "mo:core/Nat64";
import Principal "mo:core/Principal";
import Result "mo:core/Result";
import Timer "mo:core/Timer";
import CertifiedQueue "CertifiedQueue";
import Handlers_ "Handlers";
import Limits "Limits";
import Outbox "Outbox";
import Messages "V1Messages";

module {
  type Result<T> = Result.Result<T, Text>;
  type ClientKey = Messages.ClientKey;

  /// A client is its principal: one has one connection at a time.
  public type Handlers = Handlers_.Handlers<Principal>;

  public type Limits = {
    /// Open. Policy: while there are so many, openings are refused.
    clients : Nat;
    /// Known, because clients are or were just open through them. Policy: openings through others
    /// are refused.
    gateways : Nat;
    /// Bytes of one application message, in either direction. Policy: a longer one is refused.
    messageBytes : Nat;
    /// Outgoing messages of all clients. Policy: the oldest is dropped for a new one.
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

  /// How many expired messages are dropped at each acknowledgement, besides those that `add` drops.
  let EXPIRED_AT_ONCE = 1_000;

  type Client = {
    nonce : Nat64;
    gateway : Principal;
    /// The sequence numbers of the next message from and to the client.
    var nextIn : Nat64;
    var nextOut : Nat64;
    /// Since when an acknowledgement waits for the client's answer.
    var awaitedSinceNanos : ?Nat64;
  };

  type Gateway = {
    var clients : Nat;
    var nextNonce : Nat64;
    /// When its last client left; of meaning while it has none.
    var leftNanos : Nat64;
  };

  /// Data only, for a stable variable.
  public type State = {
    clients : Map.Map<Principal, Client>;
    gateways : Map.Map<Principal, Gateway>;
  };

  public func state() : State = { clients = Map.empty(); gateways = Map.empty() };

  /// Traps if a limit is out of its bounds.
  public class Sockets(state : State, queue : Outbox.Queue, handlers : Handlers, limits : Limits) {
    Limits.requirePositive("gateways", limits.gateways);
    Limits.requirePositive("clients", limits.clients);
    Limits.requireBytes("messageBytes", limits.messageBytes);
    Limits.requirePositive("queue.messages", limits.queue.messages);
    Limits.requirePositive("queue.bytes", limits.queue.bytes);
    Limits.requirePeriod("acknowledgeNanos", limits.acknowledgeNanos);
    Limits.requirePeriod("keepAliveNanos", limits.keepAliveNanos);

    /// Starts the acknowledgements; to be called in the actor's body, since timers do not survive an
    /// upgrade.
    public func start<system>() {
      ignore Timer.recurringTimer<system>(#nanoseconds(limits.acknowledgeNanos), func() : async () { acknowledge<system>() });
    };

    /// Queues `message` for `client`, or says why not.
    public func send(client : Principal, message : Blob) : Result<()> {
      let ?open = openClient(client) else return #err(notOpen(client));
      if (message.size() > limits.messageBytes) return #err(tooLong(message));
      enqueue(client, open, false, message);
      Outbox.certify(queue);
      #ok;
    };

    /// Queues `message` for every open client, or says why not.
    public func broadcast(message : Blob) : Result<()> {
      if (message.size() > limits.messageBytes) return #err(tooLong(message));
      for ((client, open) in Map.entries(state.clients)) enqueue(client, open, false, message);
      Outbox.certify(queue);
      #ok;
    };

    /// Closes `client`, which is told so, or says why not.
    public func close<system>(client : Principal) : Result<()> {
      let ?open = openClient(client) else return #err(notOpen(client));
      dismiss<system>(client, open, #ClosedByApplication);
      #ok;
    };

    /// The open clients.
    public func clients() : Iter.Iter<Principal> = Map.keys(state.clients);

    /// `ws_open`: opens the client `caller`. An earlier connection that it has, with another nonce, is
    /// closed; the same nonce again is refused.
    public func openFor<system>(caller : Principal, arguments : Messages.CanisterWsOpenArguments) : Result<()> {
      let { client_nonce = nonce; gateway_principal = gateway } = arguments;
      if (Principal.isAnonymous(caller)) return #err("a client needs an identity");
      if (Principal.isAnonymous(gateway)) return #err("a gateway needs an identity");
      let earlier = openClient(caller);
      switch earlier {
        case (?{ nonce = same }) if (same == nonce) return #err(name(caller) # " is open already with this nonce");
        case null if (Map.size(state.clients) >= limits.clients) return #err(full("open clients", limits.clients));
      };
      let ?through = gatewayFor(gateway) else return #err(full("gateways", limits.gateways));
      switch earlier {
        case (?open) dismiss<system>(caller, open, #ClosedByApplication);
        case null {};
      };
      through.clients += 1;
      let opened : Client = {
        nonce;
        gateway;
        var nextIn = 1 : Nat64;
        var nextOut = 1 : Nat64;
        var awaitedSinceNanos = null;
      };
      Map.add(state.clients, Principal.compare, caller, opened);
      tell(caller, opened, #OpenMessage { client_key = key(caller, opened) });
      Outbox.certify(queue);
      handlers.onOpen<system>(caller);
      #ok;
    };

    /// `ws_close`: forgets a client, at the word of its own gateway only. What is queued for it expires
    /// by itself.
    public func closeFor<system>(caller : Principal, { client_key } : Messages.CanisterWsCloseArguments) : Result<()> {
      let client = client_key.client_principal;
      let ?open = openClient(client) else return #err(notOpen(client));
      if (open.gateway != caller) return #err("only its own gateway may close " # name(client));
      if (open.nonce != client_key.client_nonce) return #err(otherNonce(client));
      forget<system>(client, open);
      #ok;
    };

    /// `ws_message`: takes a message of the client `caller`.
    public func receive<system>(caller : Principal, { msg } : Messages.CanisterWsMessageArguments) : Result<()> {
      let ?open = openClient(caller) else return #err(notOpen(caller));
      if (msg.client_key.client_principal != caller) return #err("the message of another client");
      if (msg.client_key.client_nonce != open.nonce) return #err(otherNonce(caller));
      if (msg.sequence_num != open.nextIn) {
        dismiss<system>(caller, open, #WrongSequenceNumber);
        return #err(
          "sequence number " # Nat64.toText(msg.sequence_num) # " instead of " # Nat64.toText(open.nextIn)
        );
      };
      if (msg.content.size() > limits.messageBytes) return #err(tooLong(msg.content));
      let result =
        if (msg.is_service_message) receiveService<system>(caller, open, msg.content)
        else handlers.onMessage<system>(caller, msg.content);
      if (Result.isOk(result)) open.nextIn += 1;
      result;
    };

    /// `ws_get_messages`: the messages for clients of the gateway `caller` from a nonce on.
    public func messages(
      caller : Principal,
      { nonce } : Messages.CanisterWsGetMessagesArguments,
    ) : Result<Messages.CanisterOutputCertifiedMessages> {
      switch (Outbox.poll(queue, caller, nonce, Outbox.V1_END - 1)) {
        case (#ok { messages; cert; tree }) {
          let named = Array.filterMap(messages, toClient);
          #ok { messages = named; cert; tree; is_end_of_queue = isEnd(caller, messages) };
        };
        case (#err why) #err why;
      };
    };

    // Null for no message: the nonces that are polled are this protocol's alone.
    func toClient({ client; key; content } : Outbox.Message) : ?Messages.CanisterOutputMessage {
      let #v1 client_key = client else return null;
      ?{ client_key; key; content };
    };

    func receiveService<system>(client : Principal, open : Client, content : Blob) : Result<()> {
      let ?(#KeepAliveMessage _) = Messages.decodeService(content) else {
        dismiss<system>(client, open, #InvalidServiceMessage);
        return #err("no service message that a client sends");
      };
      open.awaitedSinceNanos := null;
      #ok;
    };

    // Acknowledges to every client what arrived from it, and sees after a while who answered.
    func acknowledge<system>() {
      let now = Outbox.nowNanos();
      for (_ in Nat.range(0, EXPIRED_AT_ONCE)) CertifiedQueue.dropExpired(queue, now);
      forgetIdleGateways();
      for ((client, open) in Map.entries(state.clients)) {
        tell(client, open, #AckMessage { last_incoming_sequence_num = open.nextIn - 1 });
        if (open.awaitedSinceNanos == null) open.awaitedSinceNanos := ?now;
      };
      Outbox.certify(queue);
      if (Map.size(state.clients) > 0) {
        ignore Timer.setTimer<system>(#nanoseconds(limits.keepAliveNanos), func() : async () { closeSilent<system>() });
      };
    };

    // Each in a call of its own, so that a handler that traps for one client keeps no other open.
    func closeSilent<system>() {
      for ((client, open) in Map.entries(state.clients)) {
        if (isSilent(open)) {
          ignore Timer.setTimer<system>(#nanoseconds 0, func() : async () { closeIfSilent<system>(client) });
        };
      };
    };

    func closeIfSilent<system>(client : Principal) {
      let ?open = openClient(client) else return;
      if (isSilent(open)) dismiss<system>(client, open, #KeepAliveTimeout);
    };

    func isSilent(open : Client) : Bool {
      let ?since = open.awaitedSinceNanos else return false;
      Nat64.toNat(Outbox.nowNanos()) >= Nat64.toNat(since) + limits.keepAliveNanos;
    };

    // Closes a client from this side: it is told why.
    func dismiss<system>(client : Principal, open : Client, reason : Messages.CloseMessageReason) {
      tell(client, open, #CloseMessage { reason });
      Outbox.certify(queue);
      forget<system>(client, open);
    };

    func forget<system>(client : Principal, { gateway } : Client) {
      Map.remove(state.clients, Principal.compare, client);
      switch (Map.get(state.gateways, Principal.compare, gateway)) {
        case (?through) {
          through.clients -= 1;
          through.leftNanos := Outbox.nowNanos();
        };
        case null {};
      };
      handlers.onClose<system>(client);
    };

    // A gateway, known or new; null if there are too many.
    func gatewayFor(gateway : Principal) : ?Gateway {
      switch (Map.get(state.gateways, Principal.compare, gateway)) {
        case (?known) return ?known;
        case null {};
      };
      if (Map.size(state.gateways) >= limits.gateways) forgetIdleGateways();
      if (Map.size(state.gateways) >= limits.gateways) return null;
      let new : Gateway = { var clients = 0; var nextNonce = 0; var leftNanos = Outbox.nowNanos() };
      Map.add(state.gateways, Principal.compare, gateway, new);
      ?new;
    };

    // Forgets the gateways without clients for which nothing is queued any more: their nonces begin
    // anew, and the keys in the queue must stay different.
    func forgetIdleGateways() {
      func isIdle(gateway : Gateway) : Bool {
        if (gateway.clients > 0) return false;
        let ?oldest = CertifiedQueue.oldestNanos(queue) else return true;
        oldest > gateway.leftNanos;
      };
      for ((principal, gateway) in Iter.toArray(Map.entries(state.gateways)).values()) {
        if (isIdle(gateway)) Map.remove(state.gateways, Principal.compare, principal);
      };
    };

    // Whether `batch` ends with the last message that was queued for the gateway.
    func isEnd(gateway : Principal, batch : [Outbox.Message]) : Bool {
      if (batch.size() == 0) return true;
      let ?known = Map.get(state.gateways, Principal.compare, gateway) else return true;
      batch[batch.size() - 1 : Nat].key == Outbox.key(gateway, known.nextNonce - 1);
    };

    func tell(client : Principal, open : Client, message : Messages.ServiceMessage) {
      enqueue(client, open, true, Messages.encodeService(message));
    };

    func enqueue(client : Principal, open : Client, isService : Bool, payload : Blob) {
      let ?gateway = Map.get(state.gateways, Principal.compare, open.gateway) else return;
      let client_key = key(client, open);
      let timestamp = Outbox.nowNanos();
      let content = Messages.encode({
        client_key;
        sequence_num = open.nextOut;
        timestamp;
        is_service_message = isService;
        content = payload;
      });
      let messageKey = Outbox.key(open.gateway, gateway.nextNonce);
      CertifiedQueue.add(queue, limits.queue, timestamp, { client = #v1 client_key; key = messageKey; content });
      open.nextOut += 1;
      gateway.nextNonce += 1;
    };

    func openClient(client : Principal) : ?Client = Map.get(state.clients, Principal.compare, client);

    func key(client : Principal, { nonce } : Client) : ClientKey {
      { client_principal = client; client_nonce = nonce };
    };

    func name(client : Principal) : Text = "client " # Principal.toText(client);

    func notOpen(client : Principal) : Text = name(client) # " is not open";

    func otherNonce(client : Principal) : Text = name(client) # " is open with another nonce";

    func full(what : Text, limit : Nat) : Text {
      "this canister has " # Nat.toText(limit) # " " # what # " and takes no more";
    };

    func tooLong(bytes : Blob) : Text {
      Nat.toText(bytes.size()) # " bytes are too long, the limit is " # Nat.toText(limits.messageBytes);
    };
  };
};
