/// A canister whose limits a test can reach. It answers a message with itself; what it says to
/// certain texts shows what a handler can do.

import Array "mo:core/Array";
import Blob "mo:core/Blob";
import Iter "mo:core/Iter";
import List "mo:core/List";
import Nat64 "mo:core/Nat64";
import Result "mo:core/Result";
import Runtime "mo:core/Runtime";
import PocMethods "../../main/motoko/ws/PocMethods";
import PocSockets "../../main/motoko/ws/PocSockets";

persistent actor {
  let log = List.empty<Text>();
  var trapsOnClose : ?PocSockets.ClientId = null;

  func onOpen<system>(client : PocSockets.ClientId) { List.add(log, "open " # Nat64.toText(client)) };

  func onMessage<system>(client : PocSockets.ClientId, message : Blob) : Result.Result<(), Text> {
    if (message == "refuse") return #err "as it was told";
    if (message == "trap") Runtime.trap("as it was told");
    if (message == "long") return sockets.send(client, Blob.fromArray(Array.repeat<Nat8>(0, 101)));
    if (message == "trap on close") trapsOnClose := ?client;
    if (message == "close well") trapsOnClose := null;
    if (message == "stranger") return sockets.send(1, message);
    sockets.send(client, message);
  };

  func onClose<system>(client : PocSockets.ClientId) {
    if (trapsOnClose == ?client) Runtime.trap("as it was told");
    List.add(log, "close " # Nat64.toText(client));
  };

  include PocMethods(
    { onOpen; onMessage; onClose },
    {
      PocSockets.LIMITS with
      registrations = 2;
      clients = 10;
      messageBytes = 100;
      queue = { messages = 3; bytes = 350 };
    },
  );
  sockets.start<system>();

  /// Which handlers were called, in order.
  public query func handled() : async [Text] { List.toArray(log) };

  public query func openClients() : async [(PocSockets.ClientId, ?Principal)] {
    let ids = Iter.toArray(sockets.clients());
    Array.map<PocSockets.ClientId, (PocSockets.ClientId, ?Principal)>(ids, func id = (id, sockets.principal(id)));
  };
};
