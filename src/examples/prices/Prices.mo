/// Live prices: a timer moves them and tells every open client, which need not ask.
///
/// Messages to clients are CBOR: `{ tick : uint, prices : { <name> : uint } }`, in cents. Clients say nothing.

import Array "mo:core/Array";
import Int "mo:core/Int";
import Nat64 "mo:core/Nat64";
import Nat "mo:core/Nat";
import Result "mo:core/Result";
import Timer "mo:core/Timer";
import Cbor "../../main/motoko/ws/Cbor";
import PocMethods "../../main/motoko/ws/PocMethods";
import PocSockets "../../main/motoko/ws/PocSockets";

persistent actor {
  type Price = { name : Text; cents : Nat };

  // Each tick is a message to each client that stays queued for five minutes. The queue holds 50,000, so
  // for more than 300 clients tick less often.
  let SECONDS_BETWEEN_TICKS = 2;

  var tick = 0;
  var prices : [Price] = [
    { name = "Copper"; cents = 9_120 },
    { name = "Saffron"; cents = 34_950 },
    { name = "Tea"; cents = 1_275 },
  ];
  var dice : Nat = 2_024; // any number: the next ones follow from it

  // From -100 to 100. Good enough for an example; nothing that matters may hang on it.
  func roll() : Int {
    dice := (dice * 1_103_515_245 + 12_345) % 2_147_483_648;
    dice / 65_536 % 201 - 100;
  };

  func move({ name; cents } : Price) : Price {
    let moved = cents + cents * roll() / 5_000;
    { name; cents = Nat.max(1, Int.abs(moved)) };
  };

  func message() : Blob {
    let fields = Array.map<Price, (Text, Cbor.Value)>(
      prices,
      func({ name; cents }) = (name, #nat(Nat64.fromNat(cents))),
    );
    Cbor.encode(#map([("tick", #nat(Nat64.fromNat(tick))), ("prices", #map fields)]));
  };

  func onTick() : async () {
    tick += 1;
    prices := Array.map(prices, move);
    ignore sockets.broadcast(message()); // certified once, for however many clients
  };

  // Who comes need not wait for the next tick.
  func onOpen<system>(client : PocSockets.ClientId) {
    ignore sockets.send(client, message());
  };

  func onMessage<system>(_ : PocSockets.ClientId, _ : Blob) : Result.Result<(), Text> {
    #err "prices come by themselves";
  };

  func onClose<system>(_ : PocSockets.ClientId) {};

  include PocMethods({ onOpen; onMessage; onClose }, PocSockets.LIMITS);
  sockets.start<system>();
  // An upgrade ends all timers and runs this again.
  ignore Timer.recurringTimer<system>(#seconds SECONDS_BETWEEN_TICKS, onTick);
};
