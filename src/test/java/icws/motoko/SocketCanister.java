package icws.motoko;

import static icws.motoko.CanisterHost.reply;

import icws.ic.Bytes;
import icws.ic.CandidValue;
import icws.ic.CborMap;
import icws.ic.Ed25519Identity;
import icws.ic.Identity;
import icws.ic.Outcome;
import icws.ic.Principal;
import icws.motoko.SocketClient.FirstMessage;
import java.util.List;

/**
 * The six methods of an installed WebSocket canister, as clients and gateways call them.
 *
 * @param host the network that it is installed on
 */
record SocketCanister(CanisterHost host, Principal id) {
  static final Ed25519Identity USER = CanisterHost.identity(1);
  static final Ed25519Identity GATEWAY = CanisterHost.identity(2);
  static final Ed25519Identity OTHER_GATEWAY = CanisterHost.identity(3);

  /** A message as a poll gives it; {@code content} is what {@code val} holds. */
  record Message(long client, String key, Bytes val, CborMap content) {
    long sequence() {
      return content.unsigned64("sequence_num");
    }

    Bytes payload() {
      return content.bytes("message");
    }
  }

  record Poll(List<Message> messages, Bytes certificate, Bytes tree) {
    List<String> keys() {
      return messages.stream().map(Message::key).toList();
    }

    List<Bytes> payloads() {
      return messages.stream().map(Message::payload).toList();
    }
  }

  SocketClient register(int keyNumber) {
    Ed25519Identity keys = CanisterHost.identity(keyNumber);
    return new SocketClient(keys, reply(register(keys.rawPublicKey())).get(0).asNat64());
  }

  Outcome register(Bytes key) {
    return host.call(USER, id, "ws_register", CandidValue.blob(key));
  }

  /** A client that is open through {@link #GATEWAY}. */
  SocketClient openClient(int keyNumber) {
    SocketClient client = register(keyNumber);
    if (!open(GATEWAY, client.firstMessage(id))) {
      throw new AssertionError("not opened: " + client);
    }
    return client;
  }

  Outcome clientKey(long client) {
    return host.query(USER, id, "ws_get_client_key", CandidValue.nat64(client));
  }

  boolean open(Identity gateway, FirstMessage message) {
    return open(gateway, message.content(), message.signature());
  }

  boolean open(Identity gateway, Bytes content, Bytes signature) {
    CandidValue[] arguments = {CandidValue.blob(content), CandidValue.blob(signature)};
    return reply(host.call(gateway, id, "ws_open", arguments)).get(0).asBool();
  }

  /** Passes on a message with the canister's time as its timestamp. */
  boolean message(SocketClient client, long sequence, Bytes message) {
    return message(GATEWAY, client.frame(sequence, host.clock.nanos(), message));
  }

  boolean message(Identity gateway, Bytes frame) {
    return reply(tryMessage(gateway, frame)).get(0).asBool();
  }

  Outcome tryMessage(Identity gateway, Bytes frame) {
    return host.call(gateway, id, "ws_message", CandidValue.blob(frame));
  }

  Outcome close(Identity gateway, long client) {
    return host.call(gateway, id, "ws_close", CandidValue.nat64(client));
  }

  Poll poll(Identity gateway, long nonce) {
    CandidValue reply =
        reply(host.query(gateway, id, "ws_get_messages", CandidValue.nat64(nonce))).get(0);
    return new Poll(
        reply.field("messages").asVec().stream().map(SocketCanister::message).toList(),
        reply.field("cert").asBlob(),
        reply.field("tree").asBlob());
  }

  /** Checks that the poll proves its messages and shows no others. */
  void assertCertified(Poll poll) {
    List<Certified.Entry> entries =
        poll.messages().stream()
            .map(message -> new Certified.Entry(message.key(), message.val()))
            .toList();
    new Certified(poll.certificate(), poll.tree()).assertShows(entries, host, id);
  }

  private static Message message(CandidValue message) {
    Bytes val = message.field("val").asBlob();
    return new Message(
        message.field("client_id").asNat64(),
        message.field("key").asText(),
        val,
        CborMap.read(val));
  }
}
