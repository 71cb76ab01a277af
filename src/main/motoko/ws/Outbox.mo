/// The messages of a canister for its gateways: each under a key made of its gateway and a nonce, in
/// one certified queue, to be polled by the gateway from a nonce on. The same for every protocol, and
/// one for all protocols of a canister, since a canister has one value that the network certifies.

import CertifiedData "mo:core/CertifiedData";
import Int "mo:core/Int";
import Nat "mo:core/Nat";
import Nat64 "mo:core/Nat64";
import Order "mo:core/Order";
import Principal "mo:core/Principal";
import Result "mo:core/Result";
import Text "mo:core/Text";
import Time "mo:core/Time";
import CertifiedQueue "CertifiedQueue";
import Limits "Limits";
import V1Messages "V1Messages";

module {
  /// Whom a message is for, by protocol.
  public type Client = { #poc : Nat64; #v1 : V1Messages.ClientKey };

  public type Message = CertifiedQueue.Message<Client>;

  /// Data only, for a stable variable.
  public type Data = CertifiedQueue.CertifiedQueue<Client>;

  /// The queue of that data, one for all protocols of a canister.
  public type Queue = CertifiedQueue.Queue<Client>;

  /// What a gateway polled, with the certificate and the hash tree that prove it; empty if there is
  /// nothing from the nonce on.
  public type Poll = {
    messages : [Message];
    cert : Blob;
    tree : Blob;
  };

  /// Of one poll: 50 as the protocols say, and as many bytes as fit a reply with the proof.
  let BATCH : CertifiedQueue.Limits = { messages = 50; bytes = Limits.BATCH_BYTES };

  /// What makes 20 digits of so many.
  let ZEROS : [Text] = [
    "00000000000000000000",
    "0000000000000000000",
    "000000000000000000",
    "00000000000000000",
    "0000000000000000",
    "000000000000000",
    "00000000000000",
    "0000000000000",
    "000000000000",
    "00000000000",
    "0000000000",
    "000000000",
    "00000000",
    "0000000",
    "000000",
    "00000",
    "0000",
    "000",
    "00",
    "0",
    "",
  ];

  /// The nonces of v1 are below this. In a canister with both protocols those of the PoC protocol, which
  /// may begin anywhere, begin here: so a gateway that speaks both polls each by itself.
  public let V1_END : Nat64 = 1_000_000_000_000_000_000;

  public func empty() : Data = CertifiedQueue.empty();

  public func queue(data : Data) : Queue = CertifiedQueue.Queue(data, compare);

  /// The key of a message in the certified map; the keys of one gateway are in the order of the nonces.
  public func key(gateway : Principal, nonce : Nat64) : Text {
    let digits = Nat64.toText(nonce);
    Principal.toText(gateway) # "_" # ZEROS[digits.size()] # digits;
  };

  /// The messages for the gateway with the nonces `first` to `last`. For query calls: elsewhere there
  /// is no certificate.
  public func poll(queue : Queue, gateway : Principal, first : Nat64, last : Nat64) : Result.Result<Poll, Text> {
    let messages = queue.batch(key(gateway, first), key(gateway, last), BATCH);
    if (messages.size() == 0) return #ok { messages; cert = ""; tree = "" };
    let ?cert = CertifiedData.getCertificate() else return #err("ws_get_messages is for query calls");
    let tree = queue.proof(messages[0].key, messages[messages.size() - 1 : Nat].key);
    #ok { messages; cert; tree };
  };

  /// The nonce of the gateway's last message, of those with the nonces `first` to `last`.
  public func lastNonce(queue : Queue, gateway : Principal, first : Nat64, last : Nat64) : ?Nat64 {
    let ?found = queue.lastKey(key(gateway, first), key(gateway, last)) else return null;
    let ?digits = Text.stripStart(found, #text(Principal.toText(gateway) # "_")) else return null;
    let ?nonce = Nat.fromText(digits) else return null;
    ?Nat64.fromNat(nonce);
  };

  /// To be called once after each change of the queue, in the same call.
  public func certify(queue : Queue) {
    CertifiedData.set(queue.rootHash());
  };

  /// The canister's time, in nanoseconds since 1970.
  public func nowNanos() : Nat64 = Nat64.fromNat(Int.abs(Time.now()));

  func compare(one : Client, other : Client) : Order.Order {
    switch (one, other) {
      case (#poc id, #poc otherId) Nat64.compare(id, otherId);
      case (#poc _, #v1 _) #less;
      case (#v1 _, #poc _) #greater;
      case (#v1 key, #v1 otherKey) {
        switch (Principal.compare(key.client_principal, otherKey.client_principal)) {
          case (#equal) Nat64.compare(key.client_nonce, otherKey.client_nonce);
          case different different;
        };
      };
    };
  };
};
