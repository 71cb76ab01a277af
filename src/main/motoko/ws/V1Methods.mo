/// The methods of protocol v1, to be included in an actor:
///
/// ```
/// include V1Methods({ onOpen; onMessage; onClose }, V1Sockets.LIMITS);
/// sockets.start<system>();
///
/// public shared ({ caller }) func ws_message(
///   arguments : V1Messages.CanisterWsMessageArguments,
///   _ : ?MyMessage,
/// ) : async V1Messages.CanisterWsResult {
///   webSocketMessage<system>(caller, arguments);
/// };
/// ```
///
/// The actor then has `sockets` (see `V1Sockets.Sockets`) to send with. Its state survives upgrades.
/// Two things a mixin cannot do are left to the actor: to start timers; and `ws_message`, whose second
/// argument, always null, tells clients the Candid type of the application's messages.

import Result "mo:core/Result";
import Outbox "Outbox";
import V1Gateways "V1Gateways";
import V1Messages "V1Messages";
import V1Sockets "V1Sockets";

mixin (handlers : V1Sockets.Handlers, limits : V1Sockets.Limits) {
  let webSocketState = V1Sockets.state();
  let webSocketGateways = V1Gateways.known();
  let webSocketQueue = Outbox.empty();
  transient let webSocketOutbox = Outbox.queue(webSocketQueue);
  transient let sockets = V1Sockets.Sockets(webSocketState, webSocketGateways, webSocketOutbox, handlers, limits);

  public shared ({ caller }) func ws_open(
    arguments : V1Messages.CanisterWsOpenArguments
  ) : async V1Messages.CanisterWsResult {
    webSocketResult(sockets.openFor<system>(caller, arguments));
  };

  public shared ({ caller }) func ws_close(
    arguments : V1Messages.CanisterWsCloseArguments
  ) : async V1Messages.CanisterWsResult {
    webSocketResult(sockets.closeFor<system>(caller, arguments));
  };

  public shared query ({ caller }) func ws_get_messages(
    arguments : V1Messages.CanisterWsGetMessagesArguments
  ) : async V1Messages.CanisterWsGetMessagesResult {
    switch (sockets.messages(caller, arguments)) {
      case (#ok messages) #Ok messages;
      case (#err why) #Err why;
    };
  };

  func webSocketMessage<system>(
    caller : Principal,
    arguments : V1Messages.CanisterWsMessageArguments,
  ) : V1Messages.CanisterWsResult {
    webSocketResult(sockets.receive<system>(caller, arguments));
  };

  func webSocketResult(result : Result.Result<(), Text>) : V1Messages.CanisterWsResult {
    switch result {
      case (#ok) #Ok;
      case (#err why) #Err why;
    };
  };
};
