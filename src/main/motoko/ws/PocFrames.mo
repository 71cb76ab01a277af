/// The bytes of the PoC WebSocket protocol: what clients sign, and what the canister queues for them.
/// Every reader answers what is wrong with its input; none traps.

import Array "mo:core/Array";
import Result "mo:core/Result";
import Text "mo:core/Text";
import Cbor "Cbor";

module {
  type Result<T> = Result.Result<T, Text>;

  /// The content of a first message: CBOR { client_id : uint, canister_id : tstr }.
  public type Opening = { client : Nat64; canister : Text };

  /// What a gateway passes on from a client: CBOR { val : bstr, sig : bstr of 64 bytes }.
  public type Frame = { content : Blob; signature : Blob };

  /// What `val` holds: CBOR { client_id, sequence_num, timestamp : uint, message : bstr }, the
  /// timestamp in nanoseconds since 1970, and one field more if it is none of the application's.
  public type Message = { client : Nat64; sequence : Nat64; timestampNanos : Nat64; content : Content };

  /// A message, the bytes that its client has signed, and the signature.
  public type Signed = Message and { signed : Blob; signature : Blob };

  /// Of either side; `message` is empty but for the application's.
  public type Content = {
    #application : Blob;
    /// heartbeat : uint, how many of the other side's messages have arrived.
    #heartbeat : Nat64;
    /// closed : tstr, why. The last message to a client; clients have none.
    #closed : Text;
  };

  public func readOpening(content : Blob) : Result<Opening> {
    let value = switch (Cbor.decode(content)) { case (#ok value) value; case (#err why) return #err why };
    let ?client = Cbor.natField(value, "client_id") else return wanted("client_id", "an unsigned integer");
    let ?canister = Cbor.textField(value, "canister_id") else return wanted("canister_id", "a text");
    #ok { client; canister };
  };

  public func readFrame(frame : Blob) : Result<Frame> {
    let value = switch (Cbor.decode(frame)) { case (#ok value) value; case (#err why) return #err why };
    let ?content = Cbor.bytesField(value, "val") else return wanted("val", "a byte string");
    let ?signature = Cbor.bytesField(value, "sig") else return wanted("sig", "a byte string");
    #ok { content; signature };
  };

  /// A frame and the message that it holds.
  public func readSigned(frame : Blob) : Result<Signed> {
    let { content; signature } = switch (readFrame(frame)) { case (#ok read) read; case (#err why) return #err why };
    let message = switch (readMessage(content)) { case (#ok read) read; case (#err why) return #err why };
    #ok { message with signed = content; signature };
  };

  public func readMessage(content : Blob) : Result<Message> {
    let value = switch (Cbor.decode(content)) { case (#ok value) value; case (#err why) return #err why };
    let ?client = Cbor.natField(value, "client_id") else return wanted("client_id", "an unsigned integer");
    let ?sequence = Cbor.natField(value, "sequence_num") else return wanted("sequence_num", "an unsigned integer");
    let ?timestampNanos = Cbor.natField(value, "timestamp") else return wanted("timestamp", "an unsigned integer");
    let ?payload = Cbor.bytesField(value, "message") else return wanted("message", "a byte string");
    let heartbeat = Cbor.field(value, "heartbeat");
    if (heartbeat == null) return #ok { client; sequence; timestampNanos; content = #application payload };
    let ?(#nat arrived) = heartbeat else return wanted("heartbeat", "an unsigned integer");
    if (payload.size() > 0) return #err("a heartbeat with a message");
    #ok { client; sequence; timestampNanos; content = #heartbeat arrived };
  };

  public func writeMessage({ client; sequence; timestampNanos; content } : Message) : Blob {
    let (payload, more) : (Blob, [(Text, Cbor.Value)]) = switch content {
      case (#application payload) (payload, []);
      case (#heartbeat arrived) ("", [("heartbeat", #nat arrived)]);
      case (#closed why) ("", [("closed", #text why)]);
    };
    let fields : [(Text, Cbor.Value)] = [
      ("client_id", #nat client),
      ("sequence_num", #nat sequence),
      ("timestamp", #nat timestampNanos),
      ("message", #bytes payload),
    ];
    Cbor.encode(#map(Array.concat(fields, more)));
  };

  func wanted<T>(field : Text, type_ : Text) : Result<T> = #err(field # " is not there or not " # type_);
};
