/// What the demo canisters say.

import Text "mo:core/Text";

module {
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
};
