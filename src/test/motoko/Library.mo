/// A canister through which the tests reach the library's functions, many at a time where a test
/// has many questions.

import Array "mo:core/Array";
import Blob "mo:core/Blob";
import Principal "mo:core/Principal";
import Result "mo:core/Result";
import Cbor "../../main/motoko/ws/Cbor";
import CertifiedMap "../../main/motoko/ws/CertifiedMap";
import Ed25519 "../../main/motoko/ws/Ed25519";
import Outbox "../../main/motoko/ws/Outbox";
import PocRegistry "../../main/motoko/ws/PocRegistry";
import PocSockets "../../main/motoko/ws/PocSockets";
import PocTerms "../../main/motoko/ws/PocTerms";
import Sha2 "../../main/motoko/ws/Sha2";
import V1Gateways "../../main/motoko/ws/V1Gateways";
import V1Sockets "../../main/motoko/ws/V1Sockets";

persistent actor {
  transient let verifier = Ed25519.Verifier();

  public query func sha256(messages : [[Blob]]) : async [Blob] { Array.map(messages, Sha2.sha256) };

  public query func sha512(messages : [[Blob]]) : async [Blob] { Array.map(messages, Sha2.sha512) };

  public query func verify(signatures : [{ key : Blob; message : Blob; signature : Blob }]) : async [Bool] {
    Array.map(signatures, func({ key; message; signature }) = verifier.verify(key, message, signature));
  };

  public query func isKey(keys : [Blob]) : async [Bool] { Array.map(keys, verifier.isKey) };

  /// Makes sockets with these limits, which traps if one is wrong.
  public query func withPocLimits(limits : PocSockets.Limits) : async () {
    func onMessage<system>(_ : PocSockets.ClientId, _ : Blob) : Result.Result<(), Text> = #ok;
    func ignored<system>(_ : PocSockets.ClientId) {};
    let handlers = { onOpen = ignored; onMessage; onClose = ignored };
    ignore PocSockets.Sockets(PocRegistry.state(), PocTerms.empty(), Outbox.queue(Outbox.empty()), handlers, limits);
  };

  public query func withV1Limits(limits : V1Sockets.Limits) : async () {
    func onMessage<system>(_ : Principal, _ : Blob) : Result.Result<(), Text> = #ok;
    func ignored<system>(_ : Principal) {};
    let handlers = { onOpen = ignored; onMessage; onClose = ignored };
    ignore V1Sockets.Sockets(V1Sockets.state(), V1Gateways.known(), Outbox.queue(Outbox.empty()), handlers, limits);
  };

  /// Decodes and encodes again.
  public query func recode(input : Blob) : async { #ok : Blob; #err : Text } {
    switch (Cbor.decode(input)) {
      case (#ok value) #ok(Cbor.encode(value));
      case (#err why) #err why;
    };
  };

  /// The map of `inserted` (each certified by its own SHA-256) without `removed`: its root hash, its
  /// keys from `first` to `last`, and the proof of them.
  public query func certify(
    request : { inserted : [Blob]; removed : [Blob]; first : Blob; last : Blob }
  ) : async { digest : Blob; keys : [Blob]; witness : Blob; height : Nat } {
    var map : CertifiedMap.Map<Blob> = null;
    for (key in request.inserted.values()) {
      map := CertifiedMap.insert(map, key, key, Sha2.sha256([key]));
      ignore CertifiedMap.digest(map); // so that hashes are kept that the next change must drop
    };
    for (key in request.removed.values()) {
      map := CertifiedMap.remove(map, key);
      ignore CertifiedMap.digest(map);
    };
    {
      digest = CertifiedMap.digest(map);
      keys = CertifiedMap.range(map, request.first, request.last, func _ = true);
      witness = CertifiedMap.encode(CertifiedMap.witness(map, request.first, request.last));
      height = switch map { case null 0; case (?node) node.height };
    };
  };
};
