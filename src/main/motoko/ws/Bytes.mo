/// Small things about bytes that the rest of the library shares.

import Array "mo:core/Array";
import Blob "mo:core/Blob";
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

  /// Bytes appended one after the other. Grows by doubling.
  public class Writer() {
    var bytes = VarArray.repeat<Nat8>(0, 256);
    var size = 0;

    public func byte(value : Nat8) {
      if (size == bytes.size()) {
        let old = bytes;
        bytes := VarArray.tabulate<Nat8>(2 * size, func i = if (i < size) old[i] else 0);
      };
      bytes[size] := value;
      size += 1;
    };

    public func blob(value : Blob) {
      for (b in value.values()) byte(b);
    };

    public func toBlob() : Blob = Blob.fromArray(Array.tabulate<Nat8>(size, func i = bytes[i]));
  };
};
