/// The methods of the PoC protocol for an actor that has those of protocol v1, to be included after them:
///
/// ```
/// include V1Methods({ onOpen; onMessage; onClose }, V1Sockets.LIMITS);
/// include PocBesideV1({ onOpen = onPocOpen; ... }, PocSockets.LIMITS, webSocketOutbox);
/// pocSockets.start<system>();
/// ```
///
/// The actor then has `pocSockets` (see `PocSockets.Sockets`) besides `sockets`. Four methods have the
/// names of v1's with `poc_` before them, since an actor has each name once; `join-protocols.mjs` makes
/// them one with their namesakes in the compiled module. All else is as in `PocMethods`.

import Error "mo:core/Error";
import Outbox "Outbox";
import PocOutbox "PocOutbox";
import PocRegistry "PocRegistry";
import PocSockets "PocSockets";
import PocTerms "PocTerms";

mixin (handlers : PocSockets.Handlers, limits : PocSockets.Limits, queue : Outbox.Queue) {
  let pocState = PocRegistry.stateBesideV1();
  let pocTerms = PocTerms.empty();
  transient let pocSockets = PocSockets.Sockets(pocState, pocTerms, queue, handlers, limits);

  public shared ({ caller }) func ws_register(
    publicKey : Blob,
    wishes : ?PocTerms.Wishes,
  ) : async (Nat64, PocTerms.Terms) {
    switch (pocSockets.register<system>(caller, publicKey, wishes)) {
      case (#ok registered) registered;
      case (#err why) throw Error.reject(why);
    };
  };

  public shared ({ caller }) func ws_renew(client : Nat64, wishes : ?PocTerms.Wishes) : async PocTerms.Terms {
    switch (pocSockets.renew<system>(caller, client, wishes)) {
      case (#ok terms) terms;
      case (#err why) throw Error.reject(why);
    };
  };

  public query func ws_get_client_key(client : Nat64) : async Blob {
    switch (pocSockets.clientKey(client)) {
      case (#ok key) key;
      case (#err why) throw Error.reject(why);
    };
  };

  public shared ({ caller }) func poc_ws_open(content : Blob, signature : Blob) : async Bool {
    PocSockets.isOk("ws_open", pocSockets.open<system>(caller, content, signature));
  };

  public shared ({ caller }) func poc_ws_message(frame : Blob) : async Bool {
    PocSockets.isOk("ws_message", pocSockets.receive<system>(caller, frame));
  };

  public shared ({ caller }) func ws_messages(frames : [Blob]) : async [Bool] {
    switch (pocSockets.receiveAll<system>(caller, frames)) {
      case (#ok each) PocSockets.areOk("ws_messages", each);
      case (#err why) throw Error.reject(why);
    };
  };

  public shared ({ caller }) func poc_ws_close(client : Nat64) : async () {
    switch (pocSockets.close<system>(caller, client)) {
      case (#ok) {};
      case (#err why) throw Error.reject(why);
    };
  };

  public shared query ({ caller }) func poc_ws_get_messages(from : Nat64) : async PocOutbox.CertMessages {
    switch (pocSockets.messages(caller, from)) {
      case (#ok messages) messages;
      case (#err why) throw Error.reject(why);
    };
  };
};
