package icws.gateway.canister;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.canister.PolledQueue.Message;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.MessageBatch;
import icws.gateway.wire.WireProtocol;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Outcome;
import icws.ic.agent.Urgency;
import icws.ic.certificate.HashTree;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A replica may change what it likes of a batch: whatever would bring a client something else than
 * the canister has for it, or nothing where the certified tree shows something, is not trusted.
 */
@Tag("slow")
final class TamperedBatchTest {

  private static final Principal ID = Principal.parse("bw4dl-smaaa-aaaaa-qaacq-cai");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final SigningNetwork NETWORK = new SigningNetwork("this network");
  private static final BatchVerifier VERIFIER = NETWORK.verifierAt(NOW);
  private static final int FIRST = 16;

  private final FakeAgent agent = new FakeAgent();
  private final Principal gateway = agent.identity().principal();

  /** What a client is sent, and who it is. */
  private record Delivery(ClientKey client, Bytes frame) {}

  /** A batch and the tree that certifies it: four messages, and a neighbour on either side. */
  private final class Batch {
    final PolledQueue queue;
    final List<Message> messages = new ArrayList<>();
    final List<HashTree> parts = new ArrayList<>();
    boolean more;

    Batch(PolledQueue queue) {
      this.queue = queue;
      parts.add(pruned("before all of them"));
      for (int nonce = FIRST; nonce < FIRST + 4; nonce++) {
        Message message = queue.message(gateway, nonce);
        messages.add(message);
        parts.add(message.inTree());
      }
      parts.add(pruned("behind all of them"));
    }

    private static HashTree pruned(String what) {
      return PolledQueue.pruned(SigningNetwork.labeled(what, new HashTree.Leaf(Bytes.EMPTY)));
    }

    Bytes reply() {
      HashTree tree = PolledQueue.tree(parts);
      Bytes certificate = NETWORK.certify(ID, tree.digest(), NOW);
      return queue.reply(messages, more, certificate, tree.encode());
    }

    PollAnswer poll(long asked) {
      return answer(queue, reply(), asked);
    }
  }

  private PollAnswer answer(PolledQueue queue, Bytes reply, long asked) {
    agent.answer(new Outcome.Replied(reply));
    WireProtocol protocol = queue.protocol(gateway);
    CertifiedAnswers certified = new CertifiedAnswers(agent, System::nanoTime);
    return new RemoteCanister(
            ID, protocol, agent, VERIFIER, certified, LoneCalls.shared(), Clock.systemUTC())
        .poll(asked, Optional.empty(), Urgency.EXPECTANT)
        .join();
  }

  private List<Delivery> deliveries(PolledQueue queue, PollAnswer answer) {
    MessageBatch batch = assertInstanceOf(Messages.class, answer).batch();
    WireProtocol protocol = queue.protocol(gateway);
    return batch.messages().stream()
        .map(message -> new Delivery(message.client(), protocol.frame(batch, message)))
        .toList();
  }

  private static void assertUntrusted(String why, PollAnswer answer) {
    Failure failure = assertInstanceOf(Failure.class, answer);
    assertEquals(Failure.Kind.UNTRUSTED, failure.kind(), failure.text());
    assertTrue(failure.text().contains(why), failure.text());
  }

  @ParameterizedTest
  @EnumSource
  void genuineBatchIsTaken(PolledQueue queue) {
    Batch batch = new Batch(queue);

    List<Delivery> deliveries = deliveries(queue, batch.poll(FIRST));

    assertEquals(
        batch.messages.stream().map(Message::shown).toList(),
        deliveries.stream().map(Delivery::client).toList());
    assertEquals(deliveries, deliveries(queue, batch.poll(0)));
  }

  @ParameterizedTest
  @EnumSource
  void everyChangeOfAByteIsSeenOrChangesNothing(PolledQueue queue) {
    Bytes reply = new Batch(queue).reply();
    List<Delivery> genuine = deliveries(queue, answer(queue, reply, FIRST));
    int untrusted = 0;
    for (int at = 0; at < reply.size(); at++) {
      for (int bits : new int[] {1, 0x80}) {
        byte[] changed = reply.toByteArray();
        changed[at] ^= (byte) bits;
        PollAnswer answer = answer(queue, Bytes.wrap(changed), FIRST);
        if (answer instanceof Failure) {
          untrusted++;
        } else {
          assertEquals(genuine, deliveries(queue, answer), "byte " + at);
        }
      }
    }
    assertNotEquals(0, untrusted);
  }

  // Fields that nothing certifies

  @ParameterizedTest
  @EnumSource
  void messageShownAsAnotherClientsIsNotTrusted(PolledQueue queue) {
    for (int i = 0; i < 4; i++) {
      Batch batch = new Batch(queue);
      Message message = batch.messages.get(i);
      batch.messages.set(i, new Message(queue.client(99), message.key(), message.content()));
      assertUntrusted("is shown as another client's", batch.poll(FIRST));
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientsThatChangePlacesAreNotTrusted(PolledQueue queue) {
    Batch batch = new Batch(queue);
    Message one = batch.messages.get(0);
    Message other = batch.messages.get(1);
    batch.messages.set(0, new Message(other.shown(), one.key(), one.content()));
    batch.messages.set(1, new Message(one.shown(), other.key(), other.content()));

    assertUntrusted("is shown as another client's", batch.poll(FIRST));
  }

  @ParameterizedTest
  @EnumSource
  void messagesUnderEachOthersKeysAreNotTrusted(PolledQueue queue) {
    Batch batch = new Batch(queue);
    Message one = batch.messages.get(0);
    Message other = batch.messages.get(1);
    batch.messages.set(0, new Message(other.shown(), one.key(), other.content()));
    batch.messages.set(1, new Message(one.shown(), other.key(), one.content()));

    assertUntrusted("does not hold message", batch.poll(FIRST));
  }

  @ParameterizedTest
  @EnumSource
  void messagesInAnotherOrderAreNotTrusted(PolledQueue queue) {
    Batch batch = new Batch(queue);
    Collections.swap(batch.messages, 1, 2);
    assertUntrusted("out of order", batch.poll(FIRST));
  }

  @ParameterizedTest
  @EnumSource
  void messageThatComesTwiceIsNotTrusted(PolledQueue queue) {
    Batch batch = new Batch(queue);
    batch.messages.add(2, batch.messages.get(2));
    assertUntrusted("out of order", batch.poll(FIRST));
  }

  @ParameterizedTest
  @EnumSource
  void messageThatTheTreeLacksIsNotTrusted(PolledQueue queue) {
    Batch added = new Batch(queue);
    added.messages.add(queue.message(gateway, FIRST + 4));
    added.parts.remove(5);
    assertUntrusted("does not hold message 20", added.poll(FIRST));

    Batch between = new Batch(queue);
    between.parts.remove(2);
    assertUntrusted("does not hold message 17", between.poll(FIRST));
  }

  @ParameterizedTest
  @EnumSource
  void keyOfAnotherGatewayIsNotTrusted(PolledQueue queue) {
    Batch batch = new Batch(queue);
    Message message = batch.messages.get(3);
    String key = message.key().replace(gateway.toString(), Principal.ANONYMOUS.toString());
    batch.messages.set(3, new Message(message.shown(), key, message.content()));

    assertUntrusted("not this gateway's", batch.poll(FIRST));
  }

  // Messages that are left out

  @ParameterizedTest
  @EnumSource
  void noMessageThatTheTreeShowsMayBeLeftOut(PolledQueue queue) {
    for (int i = 0; i < 3; i++) {
      Batch batch = new Batch(queue);
      batch.messages.remove(i);
      assertUntrusted("lacks a message that the tree shows", batch.poll(FIRST));
    }
    Batch batch = new Batch(queue);
    batch.messages.remove(3);
    assertUntrusted("ends before a message that the tree shows", batch.poll(FIRST));
  }

  @ParameterizedTest
  @EnumSource
  void noMessageMayBeLeftOutOfBothBetweenTwoOthers(PolledQueue queue) {
    for (int i = 1; i < 3; i++) {
      Batch batch = new Batch(queue);
      batch.messages.remove(i);
      batch.parts.set(1 + i, PolledQueue.pruned(batch.parts.get(1 + i)));
      assertUntrusted("hides what is between", batch.poll(FIRST));
    }
  }

  @ParameterizedTest
  @EnumSource
  void labelWithoutItsValueIsAMessageToo(PolledQueue queue) {
    Batch batch = new Batch(queue);
    Message left = batch.messages.remove(1);
    batch.parts.set(2, SigningNetwork.labeled(left.key(), PolledQueue.pruned(left.inTree())));

    assertUntrusted("lacks a message that the tree shows", batch.poll(FIRST));
  }

  @ParameterizedTest
  @EnumSource
  void whatWasNotAskedForMayBeInTheTree(PolledQueue queue) {
    Batch batch = new Batch(queue);
    batch.messages.remove(0);

    assertEquals(3, deliveries(queue, batch.poll(FIRST + 1)).size());
    assertUntrusted("lacks a message", batch.poll(FIRST));
  }

  @ParameterizedTest
  @EnumSource
  void otherGatewaysMayBeInTheTree(PolledQueue queue) {
    Batch batch = new Batch(queue);
    batch.parts.add(0, labeled("2vxsx-fae_00000000000000000016"));
    batch.parts.add(labeled("zzzzz-zzz_00000000000000000016"));

    assertEquals(4, deliveries(queue, batch.poll(0)).size());
  }

  private static HashTree labeled(String key) {
    return SigningNetwork.labeled(key, new HashTree.Leaf(Bytes.EMPTY));
  }

  /** It is asked for at once. */
  @ParameterizedTest
  @EnumSource(names = "V1")
  void restThatTheReplySpeaksOfMayBeInTheTree(PolledQueue queue) {
    Batch batch = new Batch(queue);
    batch.messages.remove(3);
    batch.more = true;

    assertEquals(3, deliveries(queue, batch.poll(FIRST)).size());
  }

  // What the canister has certified and nobody can read

  @ParameterizedTest
  @EnumSource
  void contentThatNamesNobodyIsForNobodyAndTheOthersArrive(PolledQueue queue) {
    for (String content : List.of("", "80", "a0", "6e6f2043424f52", "a16a636c69656e745f6b6579f6")) {
      Batch batch = new Batch(queue);
      Message message = batch.messages.get(1);
      Message unreadable = new Message(message.shown(), message.key(), Bytes.ofHex(content));
      batch.messages.set(1, unreadable);
      batch.parts.set(2, unreadable.inTree());

      List<Delivery> deliveries = deliveries(queue, batch.poll(FIRST));

      assertEquals(4, deliveries.size());
      assertEquals(new ClientKey.Nobody(), deliveries.get(1).client());
      assertEquals(queue.client(20), deliveries.get(0).client());
    }
  }

  @ParameterizedTest
  @EnumSource
  void contentMadeUnreadableByAReplicaIsNotTrusted(PolledQueue queue) {
    Batch batch = new Batch(queue);
    Message message = batch.messages.get(1);
    batch.messages.set(1, new Message(message.shown(), message.key(), Bytes.EMPTY));

    assertUntrusted("does not hold message", batch.poll(FIRST));
  }
}
