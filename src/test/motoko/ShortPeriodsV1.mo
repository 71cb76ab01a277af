/// A canister of protocol v1 whose acknowledgements and keep-alives are seconds apart, so that a test
/// sees many of them. It answers a text with the same text.

import Principal "mo:core/Principal";
import Result "mo:core/Result";
import V1Messages "../../main/motoko/ws/V1Messages";
import V1Methods "../../main/motoko/ws/V1Methods";
import V1Sockets "../../main/motoko/ws/V1Sockets";

persistent actor {
  func onOpen<system>(_ : Principal) {};

  func onMessage<system>(client : Principal, message : Blob) : Result.Result<(), Text> {
    sockets.send(client, message);
  };

  func onClose<system>(_ : Principal) {};

  include V1Methods(
    { onOpen; onMessage; onClose },
    { V1Sockets.LIMITS with acknowledgeNanos = 1_000_000_000; keepAliveNanos = 4_000_000_000 },
  );
  sockets.start<system>();

  public shared ({ caller }) func ws_message(
    arguments : V1Messages.CanisterWsMessageArguments,
    _ : ?{ text : Text },
  ) : async V1Messages.CanisterWsResult {
    webSocketMessage<system>(caller, arguments);
  };

  /// Whether a client is open.
  public query func is_open(client : Principal) : async Bool {
    for (open in sockets.clients()) if (open == client) return true;
    false;
  };
};
