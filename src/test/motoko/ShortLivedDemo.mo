/// What the demo says, in a canister of the PoC protocol whose heartbeats are seconds apart and whose
/// registrations soon end, so that a test sees what becomes of both.

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
    sockets.send(client, PingPong.toCbor(text # " ping"));
  };

  func onClose<system>(_ : PocSockets.ClientId) {};

  include PocMethods(
    { onOpen; onMessage; onClose },
    {
      PocSockets.LIMITS with
      heartbeatNanos = 5_000_000_000;
      timeoutNanos = 4_000_000_000;
      expiryNanos = 8_000_000_000;
    },
  );
  sockets.start<system>();
};
