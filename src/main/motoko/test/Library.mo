/// A canister through which the tests reach the library's functions.

import Cbor "../ws/Cbor";
import Ed25519 "../ws/Ed25519";
import Sha2 "../ws/Sha2";

persistent actor {
  public query func recode(input : Blob) : async { #ok : Blob; #err : Text } {
    switch (Cbor.decode(input)) {
      case (#ok value) #ok(Cbor.encode(value));
      case (#err why) #err why;
    };
  };

  transient let verifier = Ed25519.Verifier();

  public query func sha256(parts : [Blob]) : async Blob { Sha2.sha256(parts) };

  public query func sha512(parts : [Blob]) : async Blob { Sha2.sha512(parts) };

  public query func verify(key : Blob, message : Blob, signature : Blob) : async Bool {
    verifier.verify(key, message, signature);
  };

  public query func isKey(key : Blob) : async Bool { verifier.isKey(key) };
};
