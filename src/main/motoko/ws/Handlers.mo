/// What the author of a canister provides, whichever the protocol.

import Result "mo:core/Result";

module {
  /// `Client` is what the protocol calls a client. A handler that traps undoes the whole call.
  public type Handlers<Client> = {
    onOpen : <system>(Client) -> ();
    /// `#err` refuses the message: `ws_message` answers that, and the client may use the sequence
    /// number again. To be answered before anything is changed or sent.
    onMessage : <system>(Client, Blob) -> Result.Result<(), Text>;
    onClose : <system>(Client) -> ();
  };
};
