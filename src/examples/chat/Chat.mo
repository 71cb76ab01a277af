/// Chat rooms: a client joins a room under a name, and everybody in the room sees each line.
///
/// Messages are CBOR. From a client: `{ join : tstr, name : tstr }`, and `{ say : tstr }` for a line. To all
/// in a room: `{ who : tstr, text : tstr }`.

import Map "mo:core/Map";
import Nat64 "mo:core/Nat64";
import Result "mo:core/Result";
import Cbor "../../main/motoko/ws/Cbor";
import PocMethods "../../main/motoko/ws/PocMethods";
import PocSockets "../../main/motoko/ws/PocSockets";

persistent actor {
  type Client = PocSockets.ClientId;
  type Member = { room : Text; name : Text };

  let MOST_CHARACTERS = 500;

  // Survives an upgrade of the canister, as the connections do.
  let members = Map.empty<Client, Member>();

  func tell(room : Text, who : Text, text : Text) {
    let line = Cbor.encode(#map([("who", #text who), ("text", #text text)]));
    for ((client, member) in Map.entries(members)) {
      if (member.room == room) ignore sockets.send(client, line);
    };
  };

  func join(client : Client, member : Member) {
    leave(client);
    Map.add(members, Nat64.compare, client, member);
    tell(member.room, member.name, "is here");
  };

  func leave(client : Client) {
    let ?{ room; name } = Map.take(members, Nat64.compare, client) else return;
    tell(room, name, "has left");
  };

  func onOpen<system>(_ : Client) {};

  // What is refused is refused before anything has changed.
  func onMessage<system>(client : Client, message : Blob) : Result.Result<(), Text> {
    let #ok request = Cbor.decode(message) else return #err "a message is CBOR";
    let text = func(field : Text) : ?Text {
      let ?value = Cbor.textField(request, field) else return null;
      if (value == "" or value.size() > MOST_CHARACTERS) null else ?value;
    };
    switch (text("join"), text("name"), text("say"), Map.get(members, Nat64.compare, client)) {
      case (?room, ?name, null, _) join(client, { room; name });
      case (null, null, ?line, ?{ room; name }) tell(room, name, line);
      case _ return #err "first { join; name }, then { say }, each of 1 to 500 characters";
    };
    #ok;
  };

  func onClose<system>(client : Client) = leave(client);

  include PocMethods({ onOpen; onMessage; onClose }, { PocSockets.LIMITS with messageBytes = 5_000 });
  sockets.start<system>();
};
