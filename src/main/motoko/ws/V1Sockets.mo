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
import List "mo:core/List";
import Map "mo:core/Map";
import Nat64 "mo:core/Nat64";
import Principal "mo:core/Principal";
import Result "mo:core/Result";
import Timer "mo:core/Timer";
import Alarm "Alarm";
import CertifiedQueue "CertifiedQueue";
import Handlers_ "Handlers";
import Outbox "Outbox";
import Probation "Probation";
import Shares "Shares";
import V1Gateways "V1Gateways";
import V1Limits "V1Limits";
import Messages "V1Messages";

module {
  type Result<T> = Result.Result<T, Text>;
  type ClientKey = Messages.ClientKey;

  /// A client is its principal: one has one connection at a time.
  public type Handlers = Handlers_.Handlers<Principal>;

  public type Limits = V1Limits.Limits;
  public let LIMITS : Limits = V1Limits.LIMITS;

  type Client = {
    nonce : Nat64;
    gateway : Principal;
    /// The sequence numbers of the next message from and to the client.
    var nextIn : Nat64;
    var nextOut : Nat64;
    /// Since when an acknowledgement waits for the client's answer.
    var awaitedSinceNanos : ?Nat64;
  };

  /// Data only, for a stable variable.
  public type State = {
    clients : Map.Map<Principal, Client>;
    gateways : V1Gateways.Table;
  };

  public func state() : State = { clients = Map.empty(); gateways = Map.empty() };

  /// Traps if a limit is out of its bounds.
  public class Sockets(
    state : State,
    known : V1Gateways.Known,
    queue : Outbox.Queue,
    handlers : Handlers,
    limits : Limits,
  ) {
    V1Limits.require(limits);

    let keepAliveNanos = Nat64.fromNat(limits.keepAliveNanos);
    let gateways = V1Gateways.Gateways(state.gateways, known, queue, limits.gateways);
    let probation = Probation.Probation();

    /// Starts the acknowledgements; to be called in the actor's body, since timers do not survive an
    /// upgrade.
    public func start<system>() {
      ignore Timer.recurringTimer<system>(#nanoseconds(limits.acknowledgeNanos), acknowledge);
    };

    /// Queues `message` for `client`, or says why not.
    public func send(client : Principal, message : Blob) : Result<()> {
      let ?open = openClient(client) else return #err(notOpen(client));
      if (message.size() > limits.messageBytes) return #err(V1Limits.tooLong(limits, message));
      enqueue(client, open, false, message);
      Outbox.certify(queue);
      #ok;
    };

    /// Queues `message` for every open client, or says why not.
    public func broadcast(message : Blob) : Result<()> {
      if (message.size() > limits.messageBytes) return #err(V1Limits.tooLong(limits, message));
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
        case null {};
      };
      // Its earlier connection gives way, and the place of that one is free for it.
      let room = switch earlier {
        case null roomThrough(gateway, placesLeft());
        case (?{ gateway = same }) if (same == gateway) #ok null else roomThrough(gateway, placesLeft() + 1);
      };
      let leaving = switch room {
        case (#ok leaving) leaving;
        case (#err why) return #err why;
      };
      switch earlier {
        case (?open) dismiss<system>(caller, open, #ClosedByApplication);
        case null {};
      };
      switch leaving {
        case (?other) closeInProbation<system>(other);
        case null {};
      };
      gateways.join(gateway);
      if (not gateways.exists(gateway)) probation.begin(caller, gateway);
      let opened : Client = {
        nonce;
        gateway;
        var nextIn = 1 : Nat64;
        var nextOut = 1 : Nat64;
        var awaitedSinceNanos = null;
      };
      Map.add(state.clients, Principal.compare, caller, opened);
      tell(caller, opened, #OpenMessage { client_key = key(caller, opened) });
      handlers.onOpen<system>(caller);
      Outbox.certify(queue); // after what the handler sends: to certify again what has not changed costs little
      #ok;
    };

    /// `ws_close`: forgets a client, at the word of its own gateway only. What is queued for it expires
    /// by itself.
    public func closeFor<system>(caller : Principal, { client_key } : Messages.CanisterWsCloseArguments) : Result<()> {
      let client = client_key.client_principal;
      let ?open = openClient(client) else return #err(notOpen(client));
      if (open.gateway != caller) return #err("only its own gateway may close " # name(client));
      if (open.nonce != client_key.client_nonce) return #err(otherNonce(client));
      if (not gateways.exists(caller)) {
        gateways.confirm(caller);
        probation.endAll(caller);
      };
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
      if (msg.content.size() > limits.messageBytes) return #err(V1Limits.tooLong(limits, msg.content));
      let result =
        if (msg.is_service_message) receiveService<system>(caller, open, msg.content)
        else handlers.onMessage<system>(caller, msg.content);
      if (Result.isOk(result)) {
        open.nextIn += 1;
        probation.end(caller);
      };
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

    // Acknowledges to every client what arrived from it, a part of them in each of many calls, and has it
    // seen after a while who answered.
    func acknowledge() : async () {
      if (isAcknowledging) return;
      isAcknowledging := true;
      acknowledged := null;
      try {
        while (await dropExpired()) {};
        while (await acknowledgeSome()) {};
      } catch (_) {}; // the rest hears next time
      isAcknowledging := false;
      if (Map.size(state.clients) > 0) seeAt(acknowledgedNanos + keepAliveNanos);
      silence.set<system>();
    };

    var isAcknowledging = false;
    // The last client that was told, and when.
    var acknowledged : ?Principal = null;
    var acknowledgedNanos : Nat64 = 0;

    // Answers whether there may be more.
    func dropExpired() : async Bool {
      let now = Outbox.nowNanos();
      var dropped = 0;
      while (dropped < V1Limits.EXPIRED_AT_ONCE and queue.dropExpired(now)) dropped += 1;
      if (dropped > 0) Outbox.certify(queue);
      gateways.forgetIdle();
      dropped == V1Limits.EXPIRED_AT_ONCE;
    };

    func acknowledgeSome() : async Bool {
      let now = Outbox.nowNanos();
      acknowledgedNanos := now;
      let some = clientsAfter(acknowledged, V1Limits.TOLD_AT_ONCE);
      for ((client, open) in some.values()) {
        tell(client, open, #AckMessage { last_incoming_sequence_num = open.nextIn - 1 });
        if (open.awaitedSinceNanos == null) open.awaitedSinceNanos := ?now;
        acknowledged := ?client;
      };
      if (some.size() > 0) Outbox.certify(queue);
      some.size() == V1Limits.TOLD_AT_ONCE;
    };

    // The next clients, by principal.
    func clientsAfter(last : ?Principal, most : Nat) : [(Principal, Client)] {
      let entries = switch last {
        case (?client) Map.entriesFrom(state.clients, Principal.compare, client);
        case null Map.entries(state.clients);
      };
      let others = Iter.filter(entries, func((client, _) : (Principal, Client)) : Bool = ?client != last);
      Iter.toArray(Iter.take(others, most));
    };

    // When it is seen next who is silent, the last client looked at, and whether one is still awaited.
    var seeNanos : ?Nat64 = null;
    var seen : ?Principal = null;
    var isAwaiting = false;

    func seeAt(nanos : Nat64) {
      seeNanos := switch seeNanos { case (?earlier) ?Nat64.min(earlier, nanos); case null ?nanos };
    };

    // Looks at the next clients and closes the silent ones, each in a call of its own, so that a handler that
    // traps for one client keeps no other open.
    func closeSilent() : async () {
      let silent = List.empty<Principal>();
      let some = clientsAfter(seen, V1Limits.LOOKED_AT_AT_ONCE);
      var lookedAt = 0;
      label looking for ((client, open) in some.values()) {
        if (List.size(silent) == V1Limits.CLOSED_AT_ONCE) break looking;
        if (isSilent(open)) List.add(silent, client) else if (open.awaitedSinceNanos != null) isAwaiting := true;
        lookedAt += 1;
        seen := ?client;
      };
      if (lookedAt < V1Limits.LOOKED_AT_AT_ONCE and lookedAt == some.size()) {
        // Who was told later than the others may be awaited still.
        seeNanos := if isAwaiting ?(Outbox.nowNanos() + keepAliveNanos / 4 + 1) else null;
        seen := null;
        isAwaiting := false;
      };
      for (client in List.values(silent)) try { await closeIfSilent(client) } catch (_) {};
    };

    // Whether an answer is awaited of one that was looked at.
    func closeIfSilent(client : Principal) : async () {
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
      forget<system>(client, open);
      Outbox.certify(queue);
    };

    func forget<system>(client : Principal, { gateway } : Client) {
      Map.remove(state.clients, Principal.compare, client);
      probation.end(client);
      gateways.leave(gateway);
      handlers.onClose<system>(client);
    };

    // Whether one client more may open through the gateway, with so many places left, and which is
    // closed for it.
    func roomThrough(gateway : Principal, left : Nat) : Result<?Principal> {
      if (gateways.exists(gateway)) {
        if (left > 0 and gateways.clients(gateway) >= Shares.ofGateway(left)) {
          return #err("gateway " # Principal.toText(gateway) # " has its share of this canister's clients");
        };
        if (left > 0) return #ok null;
      } else if (probation.size() < left) return #ok null;
      switch (probation.oldest()) {
        case (?oldest) #ok(?oldest);
        case null if (left > 0) #ok null else #err(V1Limits.full(limits));
      };
    };

    func closeInProbation<system>(client : Principal) {
      let ?open = openClient(client) else return;
      dismiss<system>(client, open, #KeepAliveTimeout);
    };

    func placesLeft() : Nat {
      let taken = Map.size(state.clients);
      if (taken < limits.clients) limits.clients - taken else 0;
    };

    // Whom the messages count to that were there before an upgrade.
    func registrant(client : Outbox.Client) : ?Principal {
      let #v1 { client_principal } = client else return null;
      ?client_principal;
    };

    // Whether `batch` ends with the last message that was queued for the gateway.
    func isEnd(gateway : Principal, batch : [Outbox.Message]) : Bool {
      if (batch.size() == 0) return true;
      let ?known = gateways.get(gateway) else return true;
      batch[batch.size() - 1 : Nat].key == Outbox.key(gateway, known.nextNonce - 1);
    };

    func tell(client : Principal, open : Client, message : Messages.ServiceMessage) {
      enqueue(client, open, true, Messages.encodeService(message));
    };

    func enqueue(client : Principal, open : Client, isService : Bool, payload : Blob) {
      let ?gateway = gateways.get(open.gateway) else return;
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
      queue.add(limits.queue, timestamp, client, { client = #v1 client_key; key = messageKey; content });
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

    let silence = Alarm.Alarm(func() : ?Nat64 = seeNanos, closeSilent);

    queue.adopt(registrant);
    for ((client, open) in Map.entries(state.clients)) {
      if (open.nextIn == 1 and not gateways.exists(open.gateway)) probation.begin(client, open.gateway);
    };
  };
};
