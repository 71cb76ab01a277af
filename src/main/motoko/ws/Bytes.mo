/// Small things about bytes that the rest of the library shares.

import Array "mo:core/Array";
import Blob "mo:core/Blob";
import List "mo:core/List";
import Nat64 "mo:core/Nat64";
import Nat8 "mo:core/Nat8";
import VarArray "mo:core/VarArray";

module {
  /// Bytes `from` to `to` (exclusive) of `blob`, which must hold them.
  public func slice(blob : Blob, from : Nat, to : Nat) : Blob {
    Blob.fromArray(Array.tabulate<Nat8>(to - from, func i = blob[from + i]));
  };

  /// The number whose bytes, least significant first, are `from` to `to` (exclusive) of `blob`.
  public func littleEndian(blob : Blob, from : Nat, to : Nat) : Nat {
    var n = 0;
    var i = to;
    // Eight bytes at a time, for arithmetic on big numbers is slow.
    while (i > from) {
      var word : Nat64 = 0;
      var scale = 1;
      while (i > from and scale < 0x1_0000_0000_0000_0000) {
        i -= 1;
        word := (word << 8) | Nat64.fromNat8(blob[i]);
        scale *= 256;
      };
      n := n * scale + Nat64.toNat(word);
    };
    n;
  };

  /// Bytes appended one after the other: they are copied once, at the end.
  public class Writer() {
    let parts = List.empty<Blob>();

    public func byte(value : Nat8) = List.add(parts, Blob.fromArray([value]));

    public func blob(value : Blob) = List.add(parts, value);

    public func toBlob() : Blob {
      var size = 0;
      for (part in List.values(parts)) size += part.size();
      let bytes = VarArray.repeat<Nat8>(0, size);
      var at = 0;
      for (part in List.values(parts)) {
        for (byte in Blob.toVarArray(part).values()) {
          bytes[at] := byte;
          at += 1;
        };
      };
      Blob.fromVarArray(bytes);
    };
  };
};
