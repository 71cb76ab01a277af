/// A canister of both protocols with the default limits that a test fills with clients: so many that what
/// is done about all of them has to be done in parts.

import Map "mo:core/Map";
import Nat "mo:core/Nat";
import Nat64 "mo:core/Nat64";
import Nat8 "mo:core/Nat8";
import Blob "mo:core/Blob";
import Array "mo:core/Array";
import Principal "mo:core/Principal";
import Result "mo:core/Result";
import Prim "mo:⛔"; // for what the canister's memory holds, which mo:core does not offer
import PocBesideV1 "../../main/motoko/ws/PocBesideV1";
import PocSockets "../../main/motoko/ws/PocSockets";
import PocTerms "../../main/motoko/ws/PocTerms";
import V1Messages "../../main/motoko/ws/V1Messages";
import V1Methods "../../main/motoko/ws/V1Methods";
import V1Sockets "../../main/motoko/ws/V1Sockets";

persistent actor {
  transient var closed = 0;

  func onOpen<system>(_ : Principal) {};
  func onMessage<system>(_ : Principal, _ : Blob) : Result.Result<(), Text> = #ok;
  func onClose<system>(_ : Principal) { closed += 1 };
  include V1Methods({ onOpen; onMessage; onClose }, V1Sockets.LIMITS);
  sockets.start<system>();

  func onPocOpen<system>(_ : PocSockets.ClientId) {};
  func onPocMessage<system>(_ : PocSockets.ClientId, _ : Blob) : Result.Result<(), Text> = #ok;
  func onPocClose<system>(_ : PocSockets.ClientId) { closed += 1 };
  include PocBesideV1(
    { onOpen = onPocOpen; onMessage = onPocMessage; onClose = onPocClose },
    PocSockets.LIMITS,
    webSocketOutbox,
  );
  pocSockets.start<system>();

  public shared func ws_message(
    _ : V1Messages.CanisterWsMessageArguments,
    _ : ?(),
  ) : async V1Messages.CanisterWsResult { #Ok };

  func principal(number : Nat) : Principal {
    let bytes = Array.tabulate<Nat8>(9, func i = if (i == 8) 1 else Nat8.fromIntWrap(number / 256 ** i));
    Principal.fromBlob(Blob.fromArray(bytes));
  };

  /// Has clients of either protocol be there with the next upgrade, as if they had been open before it:
  /// so many of v1; and of the PoC protocol half with the heartbeat, half without it and with a term.
  public func fill(count : Nat, expiresNanos : Nat64) : async () {
    let gateway = principal 0;
    for (i in Nat.range(0, count)) {
      let open = { nonce = 1 : Nat64; gateway; var nextIn = 1 : Nat64; var nextOut = 1 : Nat64; var awaitedSinceNanos = null : ?Nat64 };
      Map.add(webSocketState.clients, Principal.compare, principal i, open);
    };
    Map.add(webSocketState.gateways, Principal.compare, gateway, { var clients = count; var nextNonce = 0 : Nat64; var leftNanos = 0 : Nat64 });
    let book = PocTerms.Book(pocTerms, PocSockets.LIMITS);
    for (i in Nat.range(0, count)) {
      let client = pocState.nextClient;
      pocState.nextClient += 1;
      let hasHeartbeat = i % 2 == 0;
      ignore book.begin(client, expiresNanos * (if hasHeartbeat 2 else 1), hasHeartbeat);
      if hasHeartbeat book.beat(client);
      let open = { principal = principal i; key = "" : Blob; gateway; var nextIn = 0 : Nat64; var nextOut = 0 : Nat64 };
      Map.add(pocState.clients, Nat64.compare, client, open);
    };
  };

  public func broadcast(message : Blob) : async () { ignore sockets.broadcast(message) };
  public func pocBroadcast(message : Blob) : async () { ignore pocSockets.broadcast(message) };

  /// How many were closed, of how many of v1 an answer is awaited, how many bytes the memory has grown to
  /// (it never shrinks), and how many were ever allocated.
  public query func figures() : async { closed : Nat; awaited : Nat; memory : Nat; allocated : Nat } {
    var awaited = 0;
    for (client in Map.values(webSocketState.clients)) if (client.awaitedSinceNanos != null) awaited += 1;
    { closed; awaited; memory = Prim.rts_memory_size(); allocated = Prim.rts_total_allocation() };
  };
};
