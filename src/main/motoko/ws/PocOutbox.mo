/// The messages of the PoC protocol to clients: numbered, queued, and polled by their gateways.

import Array "mo:core/Array";
import Map "mo:core/Map";
import Nat64 "mo:core/Nat64";
import Principal "mo:core/Principal";
import Result "mo:core/Result";
import CertifiedQueue "CertifiedQueue";
import Outbox "Outbox";
import Frames "PocFrames";
import Registry "PocRegistry";

module {
  type ClientId = Registry.ClientId;

  public type CertMessage = { client_id : ClientId; key : Text; val : Blob };

  /// What a poll answers; the field names are those of the Candid interface.
  public type CertMessages = {
    messages : [CertMessage];
    cert : Blob;
    tree : Blob;
  };

  /// Of all clients in `state`. What is added must be certified in the same call.
  public class PocOutbox(state : Registry.State, queue : Outbox.Queue, limits : CertifiedQueue.Limits) {
    /// Adds the next message for an open client.
    public func add(client : ClientId, open : Registry.Client, content : Frames.Content) {
      let timestampNanos = Outbox.nowNanos();
      let message = Frames.writeMessage({ client; sequence = open.nextOut; timestampNanos; content });
      let key = Outbox.key(open.gateway, state.nextNonce);
      queue.add(limits, timestampNanos, open.principal, { client = #poc client; key; content = message });
      open.nextOut += 1;
      state.nextNonce += 1;
    };

    public func certify() = Outbox.certify(queue);

    /// The messages for clients of `gateway` from nonce `from` on, with their certificate; three empty
    /// values if there are none. For query calls: elsewhere there is no certificate.
    public func poll(gateway : Principal, from : Nat64) : Result.Result<CertMessages, Text> {
      let first = Nat64.max(from, state.firstNonce);
      switch (Outbox.poll(queue, gateway, first, Nat64.maxValue)) {
        case (#ok { messages; cert; tree }) #ok { messages = Array.filterMap(messages, toClient); cert; tree };
        case (#err why) #err why;
      };
    };

    // Whom the messages count to that were there before an upgrade. A client that has left since it was
    // sent one counts as anonymous.
    func registrant(client : Outbox.Client) : ?Principal {
      let #poc id = client else return null;
      switch (Map.get(state.clients, Nat64.compare, id)) {
        case (?{ principal }) ?principal;
        case null ?Principal.anonymous();
      };
    };

    queue.adopt(registrant);

    // Null for no message: the nonces that are polled are this protocol's alone.
    func toClient({ client; key; content } : Outbox.Message) : ?CertMessage {
      let #poc client_id = client else return null;
      ?{ client_id; key; val = content };
    };
  };
};
