package icws.motoko;

import static icws.motoko.CanisterHost.reply;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Outcome;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.cbor.CborMap;
import icws.ic.identity.Identity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The four methods of an installed canister of protocol v1, as clients and gateways call them.
 *
 * @param host the network that it is installed on
 */
record V1Canister(CanisterHost host, Principal id) {
  /** What a method answers that did as it was asked; otherwise it is the reason. */
  static final String OK = "Ok";

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final List<String> REASONS =
      List.of(
          "WrongSequenceNumber",
          "InvalidServiceMessage",
          "KeepAliveTimeout",
          "ClosedByApplication");

  /** A message as a poll gives it; {@code body} is what {@code content} holds. */
  record Message(CandidValue clientKey, String key, Bytes content, CborMap body) {

    /** The sequence number and what the message says, for example {@code 3 AckMessage 1}. */
    String told() {
      Bytes payload = body.bytes("content");
      String what = body.bool("is_service_message") ? service(payload) : textOf(payload);
      return body.unsigned64("sequence_num") + " " + what;
    }
  }

  record Poll(List<Message> messages, Bytes certificate, Bytes tree, boolean isEnd) {
    List<String> keys() {
      return messages.stream().map(Message::key).toList();
    }
  }

  /** An application message of the demo. */
  static Bytes text(String text) {
    return Candid.encode(CandidValue.record(Map.of("text", CandidValue.text(text))));
  }

  private static String textOf(Bytes payload) {
    return payload.startsWith(Bytes.utf8("DIDL"))
        ? Candid.decode(payload).get(0).field("text").asText()
        : payload.toUtf8();
  }

  /** A service message as clients send it. */
  static Bytes service(String label, CandidValue content) {
    return Candid.encode(CandidValue.variant(label, content));
  }

  static Bytes keepAlive(long lastSequence) {
    CandidValue last = CandidValue.nat64(lastSequence);
    return service(
        "KeepAliveMessage", CandidValue.record(Map.of("last_incoming_sequence_num", last)));
  }

  private static String service(Bytes payload) {
    CandidValue message = Candid.decode(payload).get(0);
    if (message.isVariant("OpenMessage")) {
      return "OpenMessage "
          + message.variant("OpenMessage").field("client_key").field("client_nonce").asNat64();
    }
    if (message.isVariant("AckMessage")) {
      return "AckMessage "
          + message.variant("AckMessage").field("last_incoming_sequence_num").asNat64();
    }
    CandidValue reason = message.variant("CloseMessage").field("reason");
    return "CloseMessage " + REASONS.stream().filter(reason::isVariant).findFirst().orElseThrow();
  }

  /** A client that is open through {@link SocketCanister#GATEWAY}. */
  V1Client openClient(int keyNumber) {
    V1Client client = new V1Client(CanisterHost.identity(keyNumber), keyNumber);
    String answer = open(client, SocketCanister.GATEWAY);
    if (!answer.equals(OK)) {
      throw new AssertionError("not opened: " + answer);
    }
    return client;
  }

  String open(V1Client client, Identity gateway) {
    return open(client.identity(), client.nonce(), gateway);
  }

  String open(Identity caller, long nonce, Identity gateway) {
    CandidValue argument =
        CandidValue.record(
            Map.of(
                "client_nonce", CandidValue.nat64(nonce),
                "gateway_principal", CandidValue.principal(gateway.principal())));
    return answer(host.call(caller, id, "ws_open", argument));
  }

  String close(Identity caller, V1Client client) {
    CandidValue argument = CandidValue.record(Map.of("client_key", client.key()));
    return answer(host.call(caller, id, "ws_close", argument));
  }

  String message(V1Client client, long sequence, Bytes content) {
    return answer(tryMessage(client.identity(), client, sequence, false, content));
  }

  String serviceMessage(V1Client client, long sequence, Bytes content) {
    return answer(tryMessage(client.identity(), client, sequence, true, content));
  }

  Outcome tryMessage(
      Identity caller, V1Client client, long sequence, boolean isService, Bytes content) {
    CandidValue message =
        CandidValue.record(
            Map.of(
                "client_key", client.key(),
                "sequence_num", CandidValue.nat64(sequence),
                "timestamp", CandidValue.nat64(host.clock.nanos()),
                "is_service_message", CandidValue.bool(isService),
                "content", CandidValue.blob(content)));
    return host.call(
        caller,
        id,
        "ws_message",
        CandidValue.record(Map.of("msg", message)),
        CandidValue.opt(null));
  }

  static String answer(Outcome outcome) {
    CandidValue answer = reply(outcome).get(0);
    return answer.isVariant("Ok") ? OK : answer.variant("Err").asText();
  }

  Poll poll(Identity gateway, long nonce) {
    CandidValue argument = CandidValue.record(Map.of("nonce", CandidValue.nat64(nonce)));
    CandidValue batch =
        reply(host.query(gateway, id, "ws_get_messages", argument)).get(0).variant("Ok");
    return new Poll(
        batch.field("messages").asVec().stream().map(V1Canister::message).toList(),
        batch.field("cert").asBlob(),
        batch.field("tree").asBlob(),
        batch.field("is_end_of_queue").asBool());
  }

  private static Message message(CandidValue message) {
    Bytes content = message.field("content").asBlob();
    return new Message(
        message.field("client_key"), message.field("key").asText(), content, CborMap.read(content));
  }

  /** Checks that the poll proves its messages and shows no others. */
  void assertCertified(Poll poll) {
    List<Certified.Entry> entries =
        poll.messages().stream()
            .map(message -> new Certified.Entry(message.key(), message.content()))
            .toList();
    new Certified(poll.certificate(), poll.tree()).assertShows(entries, host, id);
  }

  /** What a client was told through a gateway, in order. */
  List<String> told(Identity gateway, V1Client client) {
    return toldBy(poll(gateway, 0), client).toList();
  }

  private static Stream<String> toldBy(Poll poll, V1Client client) {
    return poll.messages().stream()
        .filter(
            message ->
                message.clientKey().field("client_nonce").asNat64() == client.nonce()
                    && message
                        .clientKey()
                        .field("client_principal")
                        .asPrincipal()
                        .equals(client.identity().principal()))
        .map(Message::told);
  }

  /** Waits until the last message for a client says this: what timers send comes by itself. */
  void awaitTold(Identity gateway, V1Client client, String last) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<String> told = told(gateway, client);
    while (told.isEmpty() || !told.get(told.size() - 1).equals(last)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(last + " did not come, but " + told);
      }
      told = told(gateway, client);
    }
  }
}
