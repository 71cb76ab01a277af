/// The messages that wait to be fetched, in a certified map, each under its key.
///
/// Nobody tells the queue that a message was fetched (fetching is a query). A message leaves it in one
/// of two ways: once it is over five minutes old, by `dropExpired`, which `add` calls twice; and when
/// the queue would grow over a limit, `add` drops the oldest until there is room (policy: drop oldest).
/// At a rate that fits the limits a dropped message was fetched long ago; above it the gateway that has
/// not polled for longest loses, and its client sees the gap in the sequence numbers.

import Queue "mo:core/Queue";
import Text "mo:core/Text";
import CertifiedMap "CertifiedMap";
import Sha2 "Sha2";

module {
  /// What waits, for which client. In the map its key is the UTF-8 of `key`.
  public type Message<Client> = { client : Client; key : Text; content : Blob };

  public type Limits = { messages : Nat; bytes : Nat };

  /// Data only, for a stable variable. `order` has the key of each message in the map, oldest first.
  public type CertifiedQueue<Client> = {
    var map : CertifiedMap.Map<Message<Client>>;
    order : Queue.Queue<{ key : Blob; bytes : Nat; addedNanos : Nat64 }>;
    var bytes : Nat;
  };

  /// The label of the map in the hash tree.
  let LABEL : Blob = "websocket";
  let EXPIRY_NANOS : Nat64 = 300_000_000_000;

  public func empty<Client>() : CertifiedQueue<Client> {
    { var map = null; order = Queue.empty(); var bytes = 0 };
  };

  public func size<Client>(queue : CertifiedQueue<Client>) : Nat = Queue.size(queue.order);

  /// When the oldest message was added, in nanoseconds since 1970.
  public func oldestNanos<Client>(queue : CertifiedQueue<Client>) : ?Nat64 {
    let ?{ addedNanos } = Queue.peekFront(queue.order) else return null;
    ?addedNanos;
  };

  /// Adds a message, whose key must be new.
  public func add<Client>(
    queue : CertifiedQueue<Client>,
    limits : Limits,
    nowNanos : Nat64,
    message : Message<Client>,
  ) {
    dropExpired(queue, nowNanos);
    dropExpired(queue, nowNanos);
    let bytes = message.content.size();
    while (size(queue) >= limits.messages or size(queue) > 0 and queue.bytes + bytes > limits.bytes) dropOldest(queue);
    let key = Text.encodeUtf8(message.key);
    queue.map := CertifiedMap.insert(queue.map, key, message, Sha2.sha256([message.content]));
    Queue.pushBack(queue.order, { key; bytes; addedNanos = nowNanos });
    queue.bytes += bytes;
  };

  /// The messages with `first` <= key <= `last` in the order of the keys: at most `limits.messages`,
  /// and at most `limits.bytes` in all unless the first alone is longer.
  public func batch<Client>(
    queue : CertifiedQueue<Client>,
    first : Text,
    last : Text,
    limits : Limits,
  ) : [Message<Client>] {
    var messages = 0;
    var bytes = 0;
    func take({ content } : Message<Client>) : Bool {
      messages += 1;
      bytes += content.size();
      messages <= limits.messages and (messages == 1 or bytes <= limits.bytes);
    };
    CertifiedMap.range(queue.map, Text.encodeUtf8(first), Text.encodeUtf8(last), take);
  };

  /// What the canister certifies.
  public func rootHash<Client>(queue : CertifiedQueue<Client>) : Blob {
    CertifiedMap.digestOf(#labeled(LABEL, #pruned(CertifiedMap.digest(queue.map))));
  };

  /// The encoded hash tree that shows the keys `first` to `last` (all there are between them) with the
  /// hashes of their messages, under `rootHash`.
  public func proof<Client>(queue : CertifiedQueue<Client>, first : Text, last : Text) : Blob {
    let witness = CertifiedMap.witness(queue.map, Text.encodeUtf8(first), Text.encodeUtf8(last));
    CertifiedMap.encode(#labeled(LABEL, witness));
  };

  /// Drops the oldest message if it is over five minutes old.
  public func dropExpired<Client>(queue : CertifiedQueue<Client>, nowNanos : Nat64) {
    let ?{ addedNanos } = Queue.peekFront(queue.order) else return;
    if (nowNanos > addedNanos and nowNanos - addedNanos > EXPIRY_NANOS) dropOldest(queue);
  };

  func dropOldest<Client>(queue : CertifiedQueue<Client>) {
    let ?{ key; bytes } = Queue.popFront(queue.order) else return;
    queue.map := CertifiedMap.remove(queue.map, key);
    queue.bytes -= bytes;
  };
};
