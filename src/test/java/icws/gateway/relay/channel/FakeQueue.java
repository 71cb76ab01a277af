package icws.gateway.relay.channel;

import icws.gateway.canister.Messages;
import icws.gateway.canister.PollAnswer;
import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.MessageBatch;
import icws.gateway.wire.Sequence;
import icws.gateway.wire.Trees;
import icws.ic.Bytes;
import icws.ic.cbor.CborWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A gateway's queue at a canister. Time goes on by one at each message. */
final class FakeQueue {

  private static final int BATCH = 50;

  private final long firstNonce;
  private final Map<ClientKey, Long> nextSequence = new HashMap<>();
  private final List<CanisterMessage> messages = new ArrayList<>();
  private long nextNonce;
  private long now;

  FakeQueue(long firstNonce) {
    this.firstNonce = firstNonce;
    this.nextNonce = firstNonce;
  }

  /** A client opens; its messages are numbered from here on. */
  void open(ClientKey client, long firstSequence) {
    nextSequence.put(client, firstSequence);
  }

  /** Queues one message for each of the clients. */
  void put(ClientKey... clients) {
    for (ClientKey client : clients) {
      now++;
      Sequence sequence = new Sequence(nextSequence.merge(client, 1L, Long::sum) - 1, now);
      long nonce = nextNonce++;
      String key = "gateway_%020d".formatted(nonce);
      messages.add(
          new CanisterMessage(client, key, nonce, Optional.of(sequence), content(sequence)));
    }
  }

  private static Bytes content(Sequence sequence) {
    return new CborWriter()
        .map(2)
        .key("sequence_num")
        .unsigned64(sequence.number())
        .key("timestamp")
        .unsigned64(sequence.timestampNanos())
        .toBytes();
  }

  /** A nonce is used for another gateway's message. */
  void skipNonce() {
    nextNonce++;
  }

  /** Drops the oldest messages. */
  void expire(int count) {
    messages.subList(0, count).clear();
  }

  /** Loses all messages and begins with the first nonce again; the clients stay open. */
  void startAgain() {
    messages.clear();
    nextNonce = firstNonce;
  }

  /** What the canister answers: 50 messages at most. */
  PollAnswer poll(long nonce) {
    List<CanisterMessage> wanted =
        messages.stream().filter(message -> message.nonce() >= nonce).toList();
    boolean more = wanted.size() > BATCH;
    List<CanisterMessage> first = more ? wanted.subList(0, BATCH) : wanted;
    return new Messages(new MessageBatch(first, Bytes.utf8("certificate"), Trees.opaque(), more));
  }
}
