/// The demo canister of protocol v1; `PingPong` has what it says.
///
/// An application message is Candid `record { text : text }`; any other is refused.

import Principal "mo:core/Principal";
import Result "mo:core/Result";
import PingPong "PingPong";
import V1Messages "ws/V1Messages";
import V1Methods "ws/V1Methods";
import V1Sockets "ws/V1Sockets";

persistent actor {
  type AppMessage = { text : Text };

  func encode(text : Text) : Blob {
    let message : AppMessage = { text };
    to_candid (message);
  };

  func onOpen<system>(client : Principal) {
    ignore sockets.send(client, encode(PingPong.GREETING));
  };

  func onMessage<system>(client : Principal, content : Blob) : Result.Result<(), Text> {
    let message : ?AppMessage = from_candid (content);
    let ?{ text } = message else return #err "an application message is record { text : text }";
    switch (PingPong.answer(text)) {
      case (#toAll answer) sockets.broadcast(encode(answer));
      case (#toSender answer) sockets.send(client, encode(answer));
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
