/// A canister of protocol v1 whose limits a test can reach. It answers a message with itself; what it
/// says to certain texts shows what a handler can do.

import List "mo:core/List";
import Principal "mo:core/Principal";
import Result "mo:core/Result";
import Runtime "mo:core/Runtime";
import V1Messages "../../main/motoko/ws/V1Messages";
import V1Methods "../../main/motoko/ws/V1Methods";
import V1Sockets "../../main/motoko/ws/V1Sockets";

persistent actor {
  let log = List.empty<Text>();
  var trapsOnClose : ?Principal = null;

  func onOpen<system>(client : Principal) { List.add(log, "open " # Principal.toText(client)) };

  func onMessage<system>(client : Principal, message : Blob) : Result.Result<(), Text> {
    if (message == "refuse") return #err "as it was told";
    if (message == "trap") Runtime.trap("as it was told");
    if (message == "close") return sockets.close<system>(client);
    if (message == "trap on close") trapsOnClose := ?client;
    sockets.send(client, message);
  };

  func onClose<system>(client : Principal) {
    if (trapsOnClose == ?client) Runtime.trap("as it was told");
    List.add(log, "close " # Principal.toText(client));
  };

  include V1Methods(
    { onOpen; onMessage; onClose },
    {
      V1Sockets.LIMITS with
      clients = 5;
      gateways = 2;
      messageBytes = 100;
      acknowledgeNanos = 20_000_000_000;
      keepAliveNanos = 5_000_000_000;
    },
  );
  sockets.start<system>();

  public shared ({ caller }) func ws_message(
    arguments : V1Messages.CanisterWsMessageArguments,
    _ : ?(),
  ) : async V1Messages.CanisterWsResult {
    webSocketMessage<system>(caller, arguments);
  };

  /// Whom it does not want to serve; to be said by anybody.
  public func ban(who : Principal) : async () { banned := ?who };

  var banned : ?Principal = null;

  func isBanned(who : Principal) : Bool = banned == ?who;

  system func inspect({ caller : Principal; arg : Blob }) : Bool {
    arg.size() <= 2_000_000 and not isBanned(caller);
  };

  /// Which handlers were called, in order.
  public query func handled() : async [Text] { List.toArray(log) };
};
