/// The messages that wait to be fetched, in a certified map, each under its key.
///
/// Nobody tells the queue that a message was fetched (fetching is a query). A message leaves it in one
/// of two ways: once it is over five minutes old, by `dropExpired`, which every 64th `add` calls up to 128
/// times; and when the queue has grown over a limit, `add` drops others until it has not (policy: drop those
/// that are over five minutes old, then from whoever has most). Of the registrant with most it is the oldest message for the client with most; where no
/// registrant has more than a hundredth of what the limits allow, the oldest of all. At a rate that fits
/// the limits a dropped message was fetched long ago; above it whoever causes it loses, and a client
/// that loses sees the gap in the sequence numbers.

import Map "mo:core/Map";
import Nat "mo:core/Nat";
import Option "mo:core/Option";
import Order "mo:core/Order";
import Principal "mo:core/Principal";
import Queue_ "mo:core/Queue";
import Set "mo:core/Set";
import Text "mo:core/Text";
import Types "mo:core/Types";
import CertifiedMap "CertifiedMap";
import Sha2 "Sha2";
import Shares "Shares";

module {
  /// What waits, for which client. In the map its key is the UTF-8 of `key`.
  public type Message<Client> = { client : Client; key : Text; content : Blob };

  public type Limits = { messages : Nat; bytes : Nat };

  type Entry = { key : Blob; bytes : Nat; addedNanos : Nat64 };
  type Node = Types.Queue.Node<Entry>;

  /// Data only, for a stable variable. `order` has the key of each message in the map, oldest first.
  public type CertifiedQueue<Client> = {
    var map : CertifiedMap.Map<Message<Client>>;
    order : Queue_.Queue<Entry>;
    var bytes : Nat;
  };

  /// The messages of one client, oldest first, and what they weigh together.
  type Line = { registrant : Principal; nodes : Queue_.Queue<Node>; var weight : Nat };

  /// A line by its registrant, its weight and its client; without a client none, to search from.
  type Rank<Client> = (Principal, Nat, ?Client);

  /// The label of the map in the hash tree.
  let LABEL : Blob = "websocket";
  let EXPIRY_NANOS : Nat64 = 300_000_000_000;

  /// After how many that were added those over five minutes old are dropped, and how many of these at most.
  /// Together, since what dropping changes in the map has to be hashed: the same few nodes for one or for many.
  let ADDED_BEFORE_DROPPING = 64;
  let DROPPED_AT_ONCE = 128;

  /// What a message weighs besides its bytes: about what it takes in memory.
  let MESSAGE_WEIGHT = 640;

  /// More than any line weighs.
  let HEAVIEST = 1_000_000_000_000_000_000;

  public func empty<Client>() : CertifiedQueue<Client> {
    { var map = null; order = Queue_.empty(); var bytes = 0 };
  };

  /// The queue of `data`. Who has how much of it is no part of the data: after an upgrade `adopt` finds
  /// it out.
  public class Queue<Client>(data : CertifiedQueue<Client>, compareClients : (Client, Client) -> Order.Order) {
    let lines = Map.empty<Client, Line>();
    let ranks = Set.empty<Rank<Client>>();
    var added = 0;
    let registrants = Shares.Shares<Principal>(Principal.compare);

    /// Counts the messages that are there to their clients, as far as `registrantOf` knows these.
    public func adopt(registrantOf : Client -> ?Principal) {
      var next = data.order.front;
      label nodes loop {
        let ?node = next else break nodes;
        next := node.next;
        let ?{ client } = CertifiedMap.get(data.map, node.value.key) else continue nodes;
        let ?registrant = registrantOf(client) else continue nodes;
        enter(registrant, client, node);
      };
    };

    public func size() : Nat = Queue_.size(data.order);

    /// When the oldest message was added, in nanoseconds since 1970.
    public func oldestNanos() : ?Nat64 {
      let ?{ addedNanos } = Queue_.peekFront(data.order) else return null;
      ?addedNanos;
    };

    /// Adds a message, whose key must be new, for a client of `registrant`.
    public func add(limits : Limits, nowNanos : Nat64, registrant : Principal, message : Message<Client>) {
      added += 1;
      if (added % ADDED_BEFORE_DROPPING == 0) dropManyExpired(nowNanos);
      let bytes = message.content.size();
      let key = Text.encodeUtf8(message.key);
      data.map := CertifiedMap.insert(data.map, key, message, Sha2.sha256([message.content]));
      Queue_.pushBack(data.order, { key; bytes; addedNanos = nowNanos });
      data.bytes += bytes;
      let ?newest = data.order.back else return;
      enter(registrant, message.client, newest);
      while (size() > 1 and (size() > limits.messages or data.bytes > limits.bytes)) {
        if (not dropExpired(nowNanos)) drop(toDrop(limits, newest));
      };
    };

    /// The messages with `first` <= key <= `last` in the order of the keys: at most `limits.messages`,
    /// and at most `limits.bytes` in all unless the first alone is longer.
    public func batch(first : Text, last : Text, limits : Limits) : [Message<Client>] {
      var messages = 0;
      var bytes = 0;
      func take({ content } : Message<Client>) : Bool {
        messages += 1;
        bytes += content.size();
        messages <= limits.messages and (messages == 1 or bytes <= limits.bytes);
      };
      CertifiedMap.range(data.map, Text.encodeUtf8(first), Text.encodeUtf8(last), take);
    };

    /// The last key of those `first` <= key <= `last`.
    public func lastKey(first : Text, last : Text) : ?Text {
      let ?{ key } = CertifiedMap.last(data.map, Text.encodeUtf8(first), Text.encodeUtf8(last)) else return null;
      ?key;
    };

    /// What the canister certifies.
    public func rootHash() : Blob {
      CertifiedMap.digestOf(#labeled(LABEL, #pruned(CertifiedMap.digest(data.map))));
    };

    /// The encoded hash tree that shows the keys `first` to `last` (all there are between them) with the
    /// hashes of their messages, under `rootHash`.
    public func proof(first : Text, last : Text) : Blob {
      let witness = CertifiedMap.witness(data.map, Text.encodeUtf8(first), Text.encodeUtf8(last));
      CertifiedMap.encode(#labeled(LABEL, witness));
    };

    /// Drops the oldest message if it is over five minutes old, and answers whether it was.
    public func dropExpired(nowNanos : Nat64) : Bool {
      let ?oldest = data.order.front else return false;
      let { addedNanos } = oldest.value;
      if (nowNanos <= addedNanos or nowNanos - addedNanos <= EXPIRY_NANOS) return false;
      drop(oldest);
      true;
    };

    func dropManyExpired(nowNanos : Nat64) {
      var dropped = 0;
      while (dropped < DROPPED_AT_ONCE and dropExpired(nowNanos)) dropped += 1;
    };

    // The message that makes room for the newest.
    func toDrop(limits : Limits, newest : Node) : Node {
      let oldest = switch (data.order.front) { case (?node) node; case null newest };
      let ?(weight, registrant) = registrants.most() else return oldest;
      if (weight <= Shares.threshold(limits.bytes + limits.messages * MESSAGE_WEIGHT)) return oldest;
      let ?line = heaviestLine(registrant) else return oldest;
      let ?its = Queue_.peekFront(line.nodes) else return oldest;
      if (its.value.key == newest.value.key) oldest else its;
    };

    func heaviestLine(registrant : Principal) : ?Line {
      let heaviest = Set.reverseValuesFrom(ranks, compareRanks, (registrant, HEAVIEST, null)).next();
      let ?(holder, _, ?client) = heaviest else return null;
      if (holder == registrant) Map.get(lines, compareClients, client) else null;
    };

    func enter(registrant : Principal, client : Client, node : Node) {
      let line = switch (Map.get(lines, compareClients, client)) {
        case (?known) known;
        case null {
          let new : Line = { registrant; nodes = Queue_.empty(); var weight = 0 };
          Map.add(lines, compareClients, client, new);
          new;
        };
      };
      Queue_.pushBack(line.nodes, node);
      weigh(client, line, line.weight + weight(node));
    };

    // Of its line a message that is dropped is always the oldest.
    func leave(client : Client) {
      let ?line = Map.get(lines, compareClients, client) else return;
      let ?node = Queue_.popFront(line.nodes) else return;
      weigh(client, line, line.weight - weight(node));
      if (Queue_.isEmpty(line.nodes)) Map.remove(lines, compareClients, client);
    };

    func weigh(client : Client, line : Line, weight : Nat) {
      let had = line.weight;
      let registrant = line.registrant;
      if (weight > had) registrants.add(registrant, weight - had) else registrants.take(registrant, had - weight);
      Set.remove(ranks, compareRanks, (registrant, had, ?client));
      if (weight > 0) Set.add(ranks, compareRanks, (registrant, weight, ?client));
      line.weight := weight;
    };

    func weight(node : Node) : Nat = node.value.bytes + MESSAGE_WEIGHT;

    func drop(node : Node) {
      let { key; bytes } = node.value;
      switch (CertifiedMap.get(data.map, key)) { case (?{ client }) leave(client); case null {} };
      data.map := CertifiedMap.remove(data.map, key);
      data.bytes -= bytes;
      unlink(node);
    };

    func unlink(node : Node) {
      let order = data.order;
      switch (node.previous) { case (?previous) previous.next := node.next; case null order.front := node.next };
      switch (node.next) { case (?next) next.previous := node.previous; case null order.back := node.previous };
      order.size -= 1;
    };

    func compareRanks(one : Rank<Client>, other : Rank<Client>) : Order.Order {
      switch (Principal.compare(one.0, other.0), Nat.compare(one.1, other.1)) {
        case (#equal, #equal) Option.compare(one.2, other.2, compareClients);
        case (#equal, byWeight) byWeight;
        case (byRegistrant, _) byRegistrant;
      };
    };
  };
};
