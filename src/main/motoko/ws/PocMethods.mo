/// The eight methods of the PoC WebSocket protocol, to be included in an actor:
///
/// ```
/// include PocMethods({ onOpen; onMessage; onClose }, PocSockets.LIMITS);
/// sockets.start<system>();
/// ```
///
/// The actor then has `sockets` (see `PocSockets.Sockets`) to send with. Its state survives upgrades.
/// To start timers is left to the actor, because a mixin cannot.
///
/// Methods that answer a Bool answer false to whatever is wrong, and print the reason to the canister's
/// log; the others reject with the reason. Either way nothing has changed.

import Error "mo:core/Error";
import Outbox "Outbox";
import PocOutbox "PocOutbox";
import PocRegistry "PocRegistry";
import PocSockets "PocSockets";
import PocTerms "PocTerms";

mixin (handlers : PocSockets.Handlers, limits : PocSockets.Limits) {
  let webSocketState = PocRegistry.state();
  let webSocketTerms = PocTerms.empty();
  let webSocketQueue = Outbox.empty();
  transient let sockets = PocSockets.Sockets(
    webSocketState,
    webSocketTerms,
    Outbox.queue(webSocketQueue),
    handlers,
    limits,
  );

  public shared ({ caller }) func ws_register(
    publicKey : Blob,
    wishes : ?PocTerms.Wishes,
  ) : async (Nat64, PocTerms.Terms) {
    switch (sockets.register<system>(caller, publicKey, wishes)) {
      case (#ok registered) registered;
      case (#err why) throw Error.reject(why);
    };
  };

  public shared ({ caller }) func ws_renew(client : Nat64, wishes : ?PocTerms.Wishes) : async PocTerms.Terms {
    switch (sockets.renew<system>(caller, client, wishes)) {
      case (#ok terms) terms;
      case (#err why) throw Error.reject(why);
    };
  };

  public query func ws_get_client_key(client : Nat64) : async Blob {
    switch (sockets.clientKey(client)) {
      case (#ok key) key;
      case (#err why) throw Error.reject(why);
    };
  };

  public shared ({ caller }) func ws_open(content : Blob, signature : Blob) : async Bool {
    PocSockets.isOk("ws_open", sockets.open<system>(caller, content, signature));
  };

  public shared ({ caller }) func ws_message(frame : Blob) : async Bool {
    PocSockets.isOk("ws_message", sockets.receive<system>(caller, frame));
  };

  public shared ({ caller }) func ws_messages(frames : [Blob]) : async [Bool] {
    switch (sockets.receiveAll<system>(caller, frames)) {
      case (#ok each) PocSockets.areOk("ws_messages", each);
      case (#err why) throw Error.reject(why);
    };
  };

  public shared ({ caller }) func ws_close(client : Nat64) : async () {
    switch (sockets.close<system>(caller, client)) {
      case (#ok) {};
      case (#err why) throw Error.reject(why);
    };
  };

  public shared query ({ caller }) func ws_get_messages(from : Nat64) : async PocOutbox.CertMessages {
    switch (sockets.messages(caller, from)) {
      case (#ok messages) messages;
      case (#err why) throw Error.reject(why);
    };
  };
};
