/// The demo canister of the PoC protocol; `PingPong` has what it says.
///
/// An application message is CBOR { text : tstr }; any other is refused.

import Result "mo:core/Result";
import PingPong "PingPong";
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
    ignore sockets.send(client, encode(PingPong.GREETING));
  };

  func onMessage<system>(client : PocSockets.ClientId, message : Blob) : Result.Result<(), Text> {
    let text = switch (decode(message)) { case (#ok text) text; case (#err why) return #err why };
    switch (PingPong.answer(text)) {
      case (#toAll answer) sockets.broadcast(encode(answer));
      case (#toSender answer) sockets.send(client, encode(answer));
    };
  };

  func onClose<system>(_ : PocSockets.ClientId) {};

  include PocMethods({ onOpen; onMessage; onClose }, PocSockets.LIMITS);
};
