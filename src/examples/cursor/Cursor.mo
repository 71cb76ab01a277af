/// A shared cursor: each client tells where its pointer is, and everybody sees it.
///
/// Messages are CBOR. From a client: `{ x : uint, y : uint }`, in thousandths of the field. To all:
/// `{ who : uint, x : uint, y : uint }`, and `{ who : uint }` when somebody has left.

import Map "mo:core/Map";
import Nat64 "mo:core/Nat64";
import Result "mo:core/Result";
import Cbor "../../main/motoko/ws/Cbor";
import PocMethods "../../main/motoko/ws/PocMethods";
import PocSockets "../../main/motoko/ws/PocSockets";

persistent actor {
  type Client = PocSockets.ClientId;
  type Position = { x : Nat64; y : Nat64 };

  let FIELD : Nat64 = 1_000;

  // For those who come later. Survives an upgrade of the canister, as the connections do.
  let positions = Map.empty<Client, Position>();

  func seen(who : Client, { x; y } : Position) : Blob {
    Cbor.encode(#map([("who", #nat who), ("x", #nat x), ("y", #nat y)]));
  };

  func onOpen<system>(client : Client) {
    for ((who, position) in Map.entries(positions)) ignore sockets.send(client, seen(who, position));
  };

  func onMessage<system>(client : Client, message : Blob) : Result.Result<(), Text> {
    let #ok request = Cbor.decode(message) else return #err "a message is CBOR";
    let (?x, ?y) = (Cbor.natField(request, "x"), Cbor.natField(request, "y")) else return #err "a message is { x; y }";
    if (x > FIELD or y > FIELD) return #err "a position is from 0 to 1000";
    Map.add(positions, Nat64.compare, client, { x; y });
    // To the sender too: to it, this says that its next position may come.
    sockets.broadcast(seen(client, { x; y }));
  };

  func onClose<system>(client : Client) {
    Map.remove(positions, Nat64.compare, client);
    ignore sockets.broadcast(Cbor.encode(#map([("who", #nat client)])));
  };

  include PocMethods({ onOpen; onMessage; onClose }, { PocSockets.LIMITS with messageBytes = 100 });
  sockets.start<system>();
};
