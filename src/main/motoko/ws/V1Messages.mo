/// The shapes of protocol v1: the Candid types of its methods, named as in the published interface, the
/// service messages, and the CBOR of what the canister queues for a client.

import Principal "mo:core/Principal";
import Cbor "Cbor";

module {
  /// A client's principal and a number that it chose for the connection.
  public type ClientKey = { client_principal : Principal; client_nonce : Nat64 };

  /// A message of either direction; the timestamp in nanoseconds since 1970.
  public type WebsocketMessage = {
    client_key : ClientKey;
    sequence_num : Nat64;
    timestamp : Nat64;
    is_service_message : Bool;
    content : Blob;
  };

  public type CanisterWsOpenArguments = { client_nonce : Nat64; gateway_principal : Principal };
  public type CanisterWsCloseArguments = { client_key : ClientKey };
  public type CanisterWsMessageArguments = { msg : WebsocketMessage };
  public type CanisterWsGetMessagesArguments = { nonce : Nat64 };

  /// What `ws_open`, `ws_close` and `ws_message` answer.
  public type CanisterWsResult = { #Ok; #Err : Text };

  public type CanisterOutputMessage = { client_key : ClientKey; key : Text; content : Blob };

  public type CanisterOutputCertifiedMessages = {
    messages : [CanisterOutputMessage];
    cert : Blob;
    tree : Blob;
    is_end_of_queue : Bool;
  };

  public type CanisterWsGetMessagesResult = { #Ok : CanisterOutputCertifiedMessages; #Err : Text };

  public type CloseMessageReason = {
    #WrongSequenceNumber;
    #InvalidServiceMessage;
    #KeepAliveTimeout;
    #ClosedByApplication;
  };

  /// What a service message has as its content, in Candid. All but `#KeepAliveMessage` are the canister's.
  public type ServiceMessage = {
    #OpenMessage : { client_key : ClientKey };
    #AckMessage : { last_incoming_sequence_num : Nat64 };
    #KeepAliveMessage : { last_incoming_sequence_num : Nat64 };
    #CloseMessage : { reason : CloseMessageReason };
  };

  public func encodeService(message : ServiceMessage) : Blob = to_candid (message);

  /// Null if `content` is Candid of another type. Traps if it is no Candid.
  public func decodeService(content : Blob) : ?ServiceMessage = from_candid (content);

  /// What the canister queues for a client: tagged CBOR { client_key : { client_principal : bstr,
  /// client_nonce : uint }, sequence_num, timestamp : uint, is_service_message : bool, content : bstr }.
  public func encode(message : WebsocketMessage) : Blob {
    let { client_principal; client_nonce } = message.client_key;
    let clientKey : Cbor.Value = #map([
      ("client_principal", #bytes(Principal.toBlob(client_principal))),
      ("client_nonce", #nat client_nonce),
    ]);
    Cbor.encode(
      #map([
        ("client_key", clientKey),
        ("sequence_num", #nat(message.sequence_num)),
        ("timestamp", #nat(message.timestamp)),
        ("is_service_message", #bool(message.is_service_message)),
        ("content", #bytes(message.content)),
      ])
    );
  };
};
