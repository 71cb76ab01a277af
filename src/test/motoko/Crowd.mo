/// A canister of both protocols with the default limits that a test fills with clients: so many that what
/// is done about all of them has to be done in parts.

import Nat "mo:core/Nat";
import Nat64 "mo:core/Nat64";
import Nat8 "mo:core/Nat8";
import Blob "mo:core/Blob";
import Array "mo:core/Array";
import Principal "mo:core/Principal";
import Result "mo:core/Result";
import Prim "mo:⛔"; // for what the canister's memory holds, which mo:core does not offer
import Ed25519 "../../main/motoko/ws/Ed25519";
import PocBesideV1 "../../main/motoko/ws/PocBesideV1";
import PocRegistry "../../main/motoko/ws/PocRegistry";
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

  /// Opens the clients of v1 with the numbers `from` to `to`, `to` not included.
  public func openV1(from : Nat, to : Nat, gateway : Principal) : async () {
    for (i in Nat.range(from, to)) {
      let #ok = sockets.openFor<system>(principal i, { client_nonce = 1; gateway_principal = gateway }) else Prim.trap("not opened");
    };
  };

  /// The gateway closes these clients of v1.
  public func closeV1(from : Nat, to : Nat, gateway : Principal) : async () {
    for (i in Nat.range(from, to)) {
      let client_key = { client_principal = principal i; client_nonce = 1 : Nat64 };
      ignore sockets.closeFor<system>(gateway, { client_key });
    };
  };

  /// Opens so many clients of the PoC protocol with the heartbeat, without their signatures.
  public func openPoc(count : Nat, from : Nat, expiresNanos : Nat64) : async () {
    let book = PocTerms.Book(pocTerms, PocSockets.LIMITS);
    let registry = PocRegistry.Registry(pocState, book, Ed25519.Verifier(), PocSockets.LIMITS);
    for (i in Nat.range(from, from + count)) {
      let client = pocState.nextClient;
      pocState.nextClient += 1;
      ignore book.begin(client, expiresNanos, true);
      ignore registry.admit(client, { principal = principal i; key = "" }, principal 0);
      book.beat(client);
    };
    pocSockets.start<system>();
  };

  public func broadcastV1() : async () {
    let #ok = sockets.broadcast("news") else Prim.trap("not sent");
  };

  public func broadcastPoc() : async () {
    let #ok = pocSockets.broadcast("news") else Prim.trap("not sent");
  };

  /// How many were closed, how many bytes the memory has grown to (it never shrinks), and how many were
  /// ever allocated.
  public query func figures() : async { closed : Nat; memory : Nat; allocated : Nat } {
    { closed; memory = Prim.rts_memory_size(); allocated = Prim.rts_total_allocation() };
  };
};
