/// What the demo canisters say, and how a text is written in an application message of each protocol.

import Result "mo:core/Result";
import Text "mo:core/Text";
import Cbor "ws/Cbor";

module {
  /// An application message of protocol v1, in Candid.
  public type AppMessage = { text : Text };

  /// To whoever opens a WebSocket.
  public let GREETING = "ping";

  /// To a text from a client: that text with ` ping` added, for the client. A text that begins with
  /// `/all ` goes, without that, to every open client.
  public func answer(text : Text) : { #toAll : Text; #toSender : Text } {
    switch (Text.stripStart(text, #text "/all ")) {
      case (?toAll) #toAll toAll;
      case null #toSender(text # " ping");
    };
  };

  /// For clients of the PoC protocol: CBOR { text : tstr }.
  public func toCbor(text : Text) : Blob = Cbor.encode(#map([("text", #text text)]));

  public func fromCbor(message : Blob) : Result.Result<Text, Text> {
    let value = switch (Cbor.decode(message)) { case (#ok value) value; case (#err why) return #err why };
    let ?text = Cbor.textField(value, "text") else return #err "an application message is { text : tstr }";
    #ok text;
  };

  /// For clients of protocol v1.
  public func toCandid(text : Text) : Blob {
    let message : AppMessage = { text };
    to_candid (message);
  };

  /// Traps if it is no Candid.
  public func fromCandid(message : Blob) : Result.Result<Text, Text> {
    let decoded : ?AppMessage = from_candid (message);
    let ?{ text } = decoded else return #err "an application message is record { text : text }";
    #ok text;
  };
};
