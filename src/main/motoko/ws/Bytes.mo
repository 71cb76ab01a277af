/// Small things about bytes that the rest of the library shares.

import Array "mo:core/Array";
import Blob "mo:core/Blob";
import Nat "mo:core/Nat";
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
    while (i > from) {
      // Three bytes at a time: one big multiplication for three, and the small ones stay small.
      var chunk = 0;
      var scale = 1;
      while (i > from and scale < 0x100_0000) {
        i -= 1;
        chunk := chunk * 256 + Nat8.toNat(blob[i]);
        scale *= 256;
      };
      n := n * scale + chunk;
    };
    n;
  };

  /// `n` in `size` bytes, least significant first; what does not fit is left out.
  public func toLittleEndian(n : Nat, size : Nat) : Blob {
    var rest = n;
    Blob.fromArray(
      Array.tabulate<Nat8>(
        size,
        func _ {
          let byte = Nat8.fromNat(rest % 256);
          rest /= 256;
          byte;
        },
      )
    );
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
