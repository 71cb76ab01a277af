/// CBOR (RFC 8949), as much of it as WebSocket messages need: integers, byte and text strings, arrays,
/// maps with text keys, booleans and null, all of definite length. The self-describe tag 55799
/// (`d9 d9 f7`) may stand in front of the whole; other tags, floats and indefinite lengths are errors.
///
/// Decoding is strict: bytes after the value, a key twice in one map, text that is not UTF-8 are
/// errors, and so is more than 16 levels or 10,000 values. A length is checked against the bytes
/// that are there before anything is allocated. It never traps. An integer may be longer than it need
/// be, since JavaScript libraries write 64-bit numbers so.

import Blob "mo:core/Blob";
import List "mo:core/List";
import Nat "mo:core/Nat";
import Nat64 "mo:core/Nat64";
import Nat8 "mo:core/Nat8";
import Result "mo:core/Result";
import Set "mo:core/Set";
import Text "mo:core/Text";
import Bytes "Bytes";

module {
  public type Value = {
    #nat : Nat64;
    /// The number -1 - n.
    #negative : Nat64;
    #bytes : Blob;
    #text : Text;
    #array : [Value];
    #map : [(Text, Value)];
    #bool : Bool;
    #null_;
  };

  let SELF_DESCRIBE : Blob = "\D9\D9\F7";
  let MAX_LEVELS = 16;
  let MAX_VALUES = 10_000;

  /// The one value that `input` encodes, or what is wrong with it and where.
  public func decode(input : Blob) : Result.Result<Value, Text> {
    let reader = Reader(input);
    switch (reader.document()) {
      case (?value) #ok value;
      case null #err(reader.problem());
    };
  };

  /// The encoding of `value`, integers and lengths in the shortest form, with the self-describe tag.
  public func encode(value : Value) : Blob {
    let writer = Bytes.Writer();
    writer.blob(SELF_DESCRIBE);
    write(writer, value);
    writer.toBlob();
  };

  func write(writer : Bytes.Writer, value : Value) {
    switch value {
      case (#nat n) writeHead(writer, 0, n);
      case (#negative n) writeHead(writer, 1, n);
      case (#bytes b) writeString(writer, 2, b);
      case (#text t) writeString(writer, 3, Text.encodeUtf8(t));
      case (#array items) {
        writeHead(writer, 4, Nat64.fromNat(items.size()));
        for (item in items.values()) write(writer, item);
      };
      case (#map entries) {
        writeHead(writer, 5, Nat64.fromNat(entries.size()));
        for ((key, item) in entries.values()) {
          writeString(writer, 3, Text.encodeUtf8(key));
          write(writer, item);
        };
      };
      case (#bool b) writer.byte(if b 0xf5 else 0xf4);
      case (#null_) writer.byte(0xf6);
    };
  };

  /// The value at `key` if `value` is a map that has it.
  public func field(value : Value, key : Text) : ?Value {
    let #map entries = value else return null;
    for ((name, item) in entries.values()) if (name == key) return ?item;
    null;
  };

  public func natField(value : Value, key : Text) : ?Nat64 {
    switch (field(value, key)) { case (? #nat n) ?n; case _ null };
  };

  public func bytesField(value : Value, key : Text) : ?Blob {
    switch (field(value, key)) { case (? #bytes b) ?b; case _ null };
  };

  public func textField(value : Value, key : Text) : ?Text {
    switch (field(value, key)) { case (? #text t) ?t; case _ null };
  };

  func writeString(writer : Bytes.Writer, major : Nat8, content : Blob) {
    writeHead(writer, major, Nat64.fromNat(content.size()));
    writer.blob(content);
  };

  func writeHead(writer : Bytes.Writer, major : Nat8, argument : Nat64) {
    let type_ = major << 5;
    if (argument < 24) return writer.byte(type_ | Nat64.toNat8(argument));
    let (b0, b1, b2, b3, b4, b5, b6, b7) = Nat64.explode(argument);
    let bytes : [Nat8] =
      if (argument < 0x100) [type_ | 24, b7]
      else if (argument < 0x1_0000) [type_ | 25, b6, b7]
      else if (argument < 0x1_0000_0000) [type_ | 26, b4, b5, b6, b7]
      else [type_ | 27, b0, b1, b2, b3, b4, b5, b6, b7];
    writer.blob(Blob.fromArray(bytes));
  };

  // Reads from the front. Every method answers null when something is wrong, and says once what.
  class Reader(input : Blob) {
    var at = 0;
    var values = 0;
    var why = "";

    public func problem() : Text = why;

    public func document() : ?Value {
      if (input.size() >= 3 and Bytes.slice(input, 0, 3) == SELF_DESCRIBE) at := 3;
      let ?value = item(1) else return null;
      if (at == input.size()) ?value else fail("bytes after the value");
    };

    func fail<T>(what : Text) : ?T {
      if (why == "") why := what # " at byte " # Nat.toText(at);
      null;
    };

    func left() : Nat = input.size() - at;

    func byte() : ?Nat8 {
      if (left() == 0) return fail("the end of the input");
      at += 1;
      ?input[at - 1 : Nat];
    };

    func item(level : Nat) : ?Value {
      values += 1;
      if (values > MAX_VALUES) return fail("too many values");
      if (level > MAX_LEVELS) return fail("too many levels");
      let ?initial = byte() else return null;
      let major = initial >> 5;
      if (major == 7) return simple(initial);
      let ?n = argument(initial & 0x1f) else return null;
      switch major {
        case 0 ? #nat n;
        case 1 ? #negative n;
        case 2 { let ?b = string(n) else return null; ? #bytes b };
        case 3 { let ?t = text(n) else return null; ? #text t };
        case 4 array(n, level);
        case 5 map(n, level);
        case _ fail("a tag");
      };
    };

    func simple(initial : Nat8) : ?Value {
      switch initial {
        case 0xf4 ? #bool false;
        case 0xf5 ? #bool true;
        case 0xf6 ? #null_;
        case _ fail("a float or another simple value");
      };
    };

    // What follows the major type: a number, or the number of bytes, items or entries.
    func argument(info : Nat8) : ?Nat64 {
      if (info < 24) return ?(Nat64.fromNat8(info));
      if (info > 27) return fail("an indefinite or reserved length");
      var n : Nat64 = 0;
      for (_ in Nat.range(0, 2 ** Nat8.toNat(info - 24))) {
        let ?b = byte() else return null;
        n := (n << 8) | Nat64.fromNat8(b);
      };
      ?n;
    };

    // `n` as a count of things that take at least `bytesEach` of what is left.
    func count(n : Nat64, bytesEach : Nat) : ?Nat {
      let size = Nat64.toNat(n);
      if (size * bytesEach > left()) fail("a length beyond the end") else ?size;
    };

    func string(n : Nat64) : ?Blob {
      let ?size = count(n, 1) else return null;
      at += size;
      ?Bytes.slice(input, at - size, at);
    };

    func text(n : Nat64) : ?Text {
      let ?utf8 = string(n) else return null;
      let ?decoded = Text.decodeUtf8(utf8) else return fail("text that is not UTF-8");
      ?decoded;
    };

    func array(n : Nat64, level : Nat) : ?Value {
      let ?size = count(n, 1) else return null;
      let ?items = times<Value>(size, func() = item(level + 1)) else return null;
      ? #array items;
    };

    func map(n : Nat64, level : Nat) : ?Value {
      let ?size = count(n, 2) else return null;
      let keys = Set.empty<Text>();
      func entry() : ?(Text, Value) {
        let ?initial = byte() else return null;
        if (initial >> 5 != 3) return fail("a key that is not text");
        let ?n = argument(initial & 0x1f) else return null;
        let ?key = text(n) else return null;
        if (not Set.insert(keys, Text.compare, key)) return fail("the key " # key # " again");
        let ?value = item(level + 1) else return null;
        ?(key, value);
      };
      let ?entries = times(size, entry) else return null;
      ? #map entries;
    };

    // Null as soon as one is null.
    func times<T>(size : Nat, one : () -> ?T) : ?[T] {
      let results = List.empty<T>();
      for (_ in Nat.range(0, size)) {
        let ?result = one() else return null;
        List.add(results, result);
      };
      ?List.toArray(results);
    };
  };
};
