/// What the demo says, in a canister of the PoC protocol only.

import Result "mo:core/Result";
import PingPong "../../main/motoko/PingPong";
import PocMethods "../../main/motoko/ws/PocMethods";
import PocSockets "../../main/motoko/ws/PocSockets";

persistent actor {
  func onOpen<system>(client : PocSockets.ClientId) {
    ignore sockets.send(client, PingPong.toCbor(PingPong.GREETING));
  };

  func onMessage<system>(client : PocSockets.ClientId, message : Blob) : Result.Result<(), Text> {
    let text = switch (PingPong.fromCbor(message)) { case (#ok text) text; case (#err why) return #err why };
    switch (PingPong.answer(text)) {
      case (#toAll answer) sockets.broadcast(PingPong.toCbor(answer));
      case (#toSender answer) sockets.send(client, PingPong.toCbor(answer));
    };
  };

  func onClose<system>(_ : PocSockets.ClientId) {};

  include PocMethods({ onOpen; onMessage; onClose }, PocSockets.LIMITS);
  sockets.start<system>();
};
