/// What the demo says, in a canister of protocol v1 only.

import Principal "mo:core/Principal";
import Result "mo:core/Result";
import PingPong "../../main/motoko/PingPong";
import V1Messages "../../main/motoko/ws/V1Messages";
import V1Methods "../../main/motoko/ws/V1Methods";
import V1Sockets "../../main/motoko/ws/V1Sockets";

persistent actor {
  type AppMessage = PingPong.AppMessage;

  func onOpen<system>(client : Principal) {
    ignore sockets.send(client, PingPong.toCandid(PingPong.GREETING));
  };

  func onMessage<system>(client : Principal, message : Blob) : Result.Result<(), Text> {
    let text = switch (PingPong.fromCandid(message)) { case (#ok text) text; case (#err why) return #err why };
    switch (PingPong.answer(text)) {
      case (#toAll answer) sockets.broadcast(PingPong.toCandid(answer));
      case (#toSender answer) sockets.send(client, PingPong.toCandid(answer));
    };
  };

  func onClose<system>(_ : Principal) {};

  include V1Methods({ onOpen; onMessage; onClose }, V1Sockets.LIMITS);
  sockets.start<system>();

  public shared ({ caller }) func ws_message(
    arguments : V1Messages.CanisterWsMessageArguments,
    _ : ?AppMessage,
  ) : async V1Messages.CanisterWsResult {
    webSocketMessage<system>(caller, arguments);
  };
};
