/// What an earlier version of the library kept of the PoC protocol, before clients had terms, in the
/// types of then; to be upgraded from. Its methods check nothing.

import Map "mo:core/Map";
import Nat64 "mo:core/Nat64";
import Outbox "../../main/motoko/ws/Outbox";
import PocFrames "../../main/motoko/ws/PocFrames";

persistent actor {
  type Client = { principal : Principal; key : Blob; gateway : Principal; var nextIn : Nat64; var nextOut : Nat64 };

  let webSocketState = {
    registrations = Map.empty<Nat64, { principal : Principal; key : Blob }>();
    clients = Map.empty<Nat64, Client>();
    firstNonce = 16 : Nat64;
    var nextClient = 16 : Nat64;
    var nextNonce = 16 : Nat64;
  };
  let webSocketQueue = Outbox.empty();

  public shared ({ caller }) func ws_register(key : Blob) : async Nat64 {
    let client = webSocketState.nextClient;
    webSocketState.nextClient += 1;
    Map.add(webSocketState.registrations, Nat64.compare, client, { principal = caller; key });
    client;
  };

  public shared ({ caller }) func ws_open(content : Blob, _ : Blob) : async Bool {
    let #ok { client } = PocFrames.readOpening(content) else return false;
    let ?registered = Map.take(webSocketState.registrations, Nat64.compare, client) else return false;
    let opened : Client = { registered with gateway = caller; var nextIn = 0 : Nat64; var nextOut = 0 : Nat64 };
    Map.add(webSocketState.clients, Nat64.compare, client, opened);
    true;
  };

  /// The queue has the types of now.
  public query func queued() : async Nat { webSocketQueue.bytes };
};
