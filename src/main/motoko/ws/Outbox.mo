/// The messages of a canister for its gateways: each under a key made of its gateway and a nonce, in
/// one certified queue, to be polled by the gateway from a nonce on. The same for every protocol.

import CertifiedData "mo:core/CertifiedData";
import Int "mo:core/Int";
import Nat64 "mo:core/Nat64";
import Principal "mo:core/Principal";
import Result "mo:core/Result";
import Time "mo:core/Time";
import CertifiedQueue "CertifiedQueue";

module {
  /// What a gateway polled, with the certificate and the hash tree that prove it; empty if there is
  /// nothing from the nonce on.
  public type Poll<Client> = {
    messages : [CertifiedQueue.Message<Client>];
    cert : Blob;
    tree : Blob;
  };

  /// Of one poll: 50 as the protocols say, and as many bytes as fit a reply with the proof.
  let BATCH : CertifiedQueue.Limits = { messages = 50; bytes = 1_500_000 };

  /// The key of a message in the certified map; the keys of one gateway are in the order of the nonces.
  public func key(gateway : Principal, nonce : Nat64) : Text {
    var digits = Nat64.toText(nonce);
    while (digits.size() < 20) digits := "0" # digits;
    Principal.toText(gateway) # "_" # digits;
  };

  /// The messages for the gateway from nonce `from` on. For query calls: elsewhere there is no
  /// certificate.
  public func poll<Client>(
    queue : CertifiedQueue.CertifiedQueue<Client>,
    gateway : Principal,
    from : Nat64,
  ) : Result.Result<Poll<Client>, Text> {
    let messages = CertifiedQueue.batch(queue, key(gateway, from), key(gateway, Nat64.maxValue), BATCH);
    if (messages.size() == 0) return #ok { messages; cert = ""; tree = "" };
    let ?cert = CertifiedData.getCertificate() else return #err("ws_get_messages is for query calls");
    let tree = CertifiedQueue.proof(queue, messages[0].key, messages[messages.size() - 1 : Nat].key);
    #ok { messages; cert; tree };
  };

  /// To be called once after each change of the queue, in the same call.
  public func certify<Client>(queue : CertifiedQueue.CertifiedQueue<Client>) {
    CertifiedData.set(CertifiedQueue.rootHash(queue));
  };

  /// The canister's time, in nanoseconds since 1970.
  public func nowNanos() : Nat64 = Nat64.fromNat(Int.abs(Time.now()));
};
