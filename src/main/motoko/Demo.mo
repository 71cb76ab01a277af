/// The demo canister: says `ping` to whoever opens a WebSocket, and to each text from a client that
/// text with ` ping` added. A text that begins with `/all ` goes, without that, to every open client.
///
/// An application message is CBOR { text : tstr }; any other is refused.

import Result "mo:core/Result";
import Text "mo:core/Text";
import Cbor "ws/Cbor";
import PocMethods "ws/PocMethods";
import PocSockets "ws/PocSockets";

persistent actor {
  func encode(text : Text) : Blob = Cbor.encode(#map([("text", #text text)]));

  func decode(message : Blob) : Result.Result<Text, Text> {
    let value = switch (Cbor.decode(message)) { case (#ok value) value; case (#err why) return #err why };
    let ?text = Cbor.textField(value, "text") else return #err "an application message is { text : tstr }";
    #ok text;
  };

  func onOpen<system>(client : PocSockets.ClientId) {
    ignore sockets.send(client, encode("ping"));
  };

  func onMessage<system>(client : PocSockets.ClientId, message : Blob) : Result.Result<(), Text> {
    let text = switch (decode(message)) { case (#ok text) text; case (#err why) return #err why };
    switch (Text.stripStart(text, #text "/all ")) {
      case (?toAll) sockets.broadcast(encode(toAll));
      case null sockets.send(client, encode(text # " ping"));
    };
  };

  func onClose<system>(_ : PocSockets.ClientId) {};

  include PocMethods({ onOpen; onMessage; onClose }, PocSockets.LIMITS);
};
