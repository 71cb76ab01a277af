/// The demo canister, of both protocols; `PingPong` has what it says. It tells those of its clients who
/// use the one what it is told to tell all by those who use the other.

import Principal "mo:core/Principal";
import Result "mo:core/Result";
import PingPong "PingPong";
import PocBesideV1 "ws/PocBesideV1";
import PocSockets "ws/PocSockets";
import V1Messages "ws/V1Messages";
import V1Methods "ws/V1Methods";
import V1Sockets "ws/V1Sockets";

persistent actor {
  type AppMessage = PingPong.AppMessage;

  func broadcast(text : Text) : Result.Result<(), Text> {
    switch (sockets.broadcast(PingPong.toCandid(text))) {
      case (#ok) pocSockets.broadcast(PingPong.toCbor(text));
      case (#err why) #err why;
    };
  };

  func onOpen<system>(client : Principal) {
    ignore sockets.send(client, PingPong.toCandid(PingPong.GREETING));
  };

  func onMessage<system>(client : Principal, message : Blob) : Result.Result<(), Text> {
    let text = switch (PingPong.fromCandid(message)) { case (#ok text) text; case (#err why) return #err why };
    switch (PingPong.answer(text)) {
      case (#toAll answer) broadcast(answer);
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

  func onPocOpen<system>(client : PocSockets.ClientId) {
    ignore pocSockets.send(client, PingPong.toCbor(PingPong.GREETING));
  };

  func onPocMessage<system>(client : PocSockets.ClientId, message : Blob) : Result.Result<(), Text> {
    let text = switch (PingPong.fromCbor(message)) { case (#ok text) text; case (#err why) return #err why };
    switch (PingPong.answer(text)) {
      case (#toAll answer) broadcast(answer);
      case (#toSender answer) pocSockets.send(client, PingPong.toCbor(answer));
    };
  };

  func onPocClose<system>(_ : PocSockets.ClientId) {};

  include PocBesideV1(
    { onOpen = onPocOpen; onMessage = onPocMessage; onClose = onPocClose },
    PocSockets.LIMITS,
    webSocketOutbox,
  );
  pocSockets.start<system>();
};
