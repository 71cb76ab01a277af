package icws.motoko;

import static icws.motoko.CanisterHost.reply;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Outcome;
import icws.ic.candid.CandidValue;
import icws.ic.cbor.CborMap;
import icws.ic.identity.Ed25519Identity;
import icws.ic.identity.Identity;
import icws.motoko.SocketClient.FirstMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The seven methods of an installed WebSocket canister, as clients and gateways call them.
 *
 * @param host the network that it is installed on
 */
record SocketCanister(CanisterHost host, Principal id) {
  static final Ed25519Identity USER = CanisterHost.identity(1);
  static final Ed25519Identity GATEWAY = CanisterHost.identity(2);
  static final Ed25519Identity OTHER_GATEWAY = CanisterHost.identity(3);

  /** Those of a client that has the heartbeat and leaves the rest to the canister. */
  static final Wishes HEARTBEAT = new Wishes(null);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /**
   * A registered client and its terms: when they end, in nanoseconds since 1970, and its periods.
   */
  record Registered(SocketClient client, Terms terms) {}

  record Terms(long expires, Duration heartbeat, Duration timeout) {}

  /** A message as a poll gives it; {@code content} is what {@code val} holds. */
  record Message(long client, String key, Bytes val, CborMap content) {
    long sequence() {
      return content.unsigned64("sequence_num");
    }

    Bytes payload() {
      return content.bytes("message");
    }

    /** The sequence number and what is said, for example {@code 3 heartbeat 1}, or the bytes. */
    String told() {
      String what = payload().hex();
      if (content.has("heartbeat")) {
        what = "heartbeat " + content.unsigned64("heartbeat") + what;
      } else if (content.has("closed")) {
        what = "closed " + content.text("closed") + what;
      }
      return sequence() + " " + what;
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

  /** A client that has the heartbeat. */
  Registered register(int keyNumber, Wishes wishes) {
    return register(USER, keyNumber, wishes);
  }

  Registered register(Identity user, int keyNumber, Wishes wishes) {
    Ed25519Identity keys = CanisterHost.identity(keyNumber);
    List<CandidValue> reply = reply(tryRegister(user, keys.rawPublicKey(), wishes));
    SocketClient client = new SocketClient(keys, reply.get(0).asNat64());
    return new Registered(client, terms(reply.get(1)));
  }

  Outcome tryRegister(Identity user, Bytes key, Wishes wishes) {
    return host.call(user, id, "ws_register", CandidValue.blob(key), wishes.candid());
  }

  Terms renew(Identity user, SocketClient client, Wishes wishes) {
    return terms(reply(tryRenew(user, client.id(), wishes)).get(0));
  }

  Outcome tryRenew(Identity user, long client, Wishes wishes) {
    return host.call(user, id, "ws_renew", CandidValue.nat64(client), wishes.candid());
  }

  private static Terms terms(CandidValue terms) {
    return new Terms(
        terms.field("expires").asNat64(),
        Duration.ofNanos(terms.field("heartbeat_nanos").asNat64()),
        Duration.ofNanos(terms.field("timeout_nanos").asNat64()));
  }

  /** A client that is open through {@link #GATEWAY}. */
  SocketClient openClient(int keyNumber) {
    return opened(register(keyNumber));
  }

  /** A client that has the heartbeat and is open through {@link #GATEWAY}. */
  SocketClient openClient(int keyNumber, Wishes wishes) {
    return opened(register(keyNumber, wishes).client());
  }

  private SocketClient opened(SocketClient client) {
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

  /** Passes on a heartbeat with the canister's time as its timestamp. */
  boolean heartbeat(SocketClient client, long sequence, long arrived) {
    return message(GATEWAY, client.heartbeat(sequence, host.clock.nanos(), arrived));
  }

  boolean message(Identity gateway, Bytes frame) {
    return reply(tryMessage(gateway, frame)).get(0).asBool();
  }

  Outcome tryMessage(Identity gateway, Bytes frame) {
    return host.call(gateway, id, "ws_message", CandidValue.blob(frame));
  }

  /** Passes on several in one call. */
  List<Boolean> messages(Identity gateway, Bytes... frames) {
    return reply(tryMessages(gateway, frames)).get(0).asVec().stream()
        .map(CandidValue::asBool)
        .toList();
  }

  Outcome tryMessages(Identity gateway, Bytes... frames) {
    List<CandidValue> blobs = Stream.of(frames).map(CandidValue::blob).toList();
    return host.call(gateway, id, "ws_messages", CandidValue.vec(blobs));
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

  /** All that {@link #GATEWAY} can fetch for a client. */
  List<String> told(SocketClient client) {
    return messagesFor(client).stream().map(Message::told).toList();
  }

  /** Polls until this is the last message for the client; fails after a while. */
  void awaitTold(SocketClient client, String last) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<String> told = told(client);
    while (!told.get(told.size() - 1).equals(last)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(last + " did not come, but " + told);
      }
      told = told(client);
    }
  }

  private List<Message> messagesFor(SocketClient client) {
    return poll(GATEWAY, 0).messages().stream()
        .filter(message -> message.client() == client.id())
        .toList();
  }

  /** Checks that the poll proves its messages and shows no others. */
  void assertCertified(Poll poll) {
    List<Certified.Entry> entries =
        poll.messages().stream()
            .map(message -> new Certified.Entry(message.key(), message.val()))
            .toList();
    new Certified(poll.certificate(), poll.tree()).assertShows(entries, host, id);
  }

  /**
   * What a client asks for.
   *
   * @param expires when it wants to expire, in nanoseconds since 1970; null to leave that open
   */
  record Wishes(@Nullable Long expires) {
    CandidValue candid() {
      CandidValue time = expires == null ? null : CandidValue.nat64(expires);
      return CandidValue.opt(CandidValue.record(Map.of("expires", CandidValue.opt(time))));
    }
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
