/// A canister of the PoC protocol whose heartbeats are a second apart, so that a test sees many of them, and
/// whose clients without it are soon forgotten.
/// It answers a message with itself.

import Result "mo:core/Result";
import PocMethods "../../main/motoko/ws/PocMethods";
import PocSockets "../../main/motoko/ws/PocSockets";

persistent actor {
  func onOpen<system>(_ : PocSockets.ClientId) {};

  func onMessage<system>(client : PocSockets.ClientId, message : Blob) : Result.Result<(), Text> {
    sockets.send(client, message);
  };

  func onClose<system>(_ : PocSockets.ClientId) {};

  include PocMethods(
    { onOpen; onMessage; onClose },
    {
      PocSockets.LIMITS with
      heartbeatNanos = 1_000_000_000;
      timeoutNanos = 4_000_000_000;
      quietNanos = 4_000_000_000;
    },
  );
  sockets.start<system>();

  /// Whether a client is open.
  public query func is_open(client : PocSockets.ClientId) : async Bool { sockets.principal(client) != null };
};
