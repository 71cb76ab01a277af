package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewayClient;
import icws.client.PocClient;
import icws.client.V1Client;
import icws.ic.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Messages sent without waiting for an answer all arrive, in order, and none is refused: the demo
 * canister refuses a message out of order and answers each of the others, and the clients check the
 * numbers of its answers.
 */
@ExtendWith(LiveSystem.Shared.class)
@Timeout(600)
class BackToBackIT {
  private static final int CLIENTS = 50;

  @Test
  void aThousandMessagesOfOneClientHoldUpNobodyElse(LiveSystem system) {
    Principal canister = system.network().installDemo();
    try (V1Client speaker = system.clientV1(canister);
        V1Client other = system.clientV1(canister)) {
      AtomicInteger heard = new AtomicInteger();
      CompletableFuture<Void> all = converse(speaker, 1_000, heard);
      speaker.socket().allSent().join();
      for (int i = 0; i < 20; i++) {
        other.say("meanwhile " + i);
        assertEquals("meanwhile " + i + " ping", other.hear());
      }
      int heardMeanwhile = heard.get();
      // A call of each is under way at a time: the other has about as many answers as the speaker.
      assertTrue(heardMeanwhile < 500, () -> heardMeanwhile + " answers to the first client");
      all.join();
    }
  }

  @Test
  void fiftyClientsOfProtocolV1WithAHundredMessagesEach(LiveSystem system) throws Exception {
    converse(clientsV1(system), 100);
    system.gateway().awaitMetric("icws_inbox_bytes", 0);
  }

  @Test
  void fiftyClientsOfThePocProtocolWithTenMessagesEach(LiveSystem system) {
    converse(clients(system), 10);
  }

  @Test
  @Tag("soak")
  void fiftyClientsOfProtocolV1WithAThousandMessagesEach(LiveSystem system) {
    converse(clientsV1(system), 1_000);
  }

  @Test
  @Tag("soak")
  void fiftyClientsOfThePocProtocolWithAHundredMessagesEach(LiveSystem system) {
    converse(clients(system), 100);
  }

  private static List<V1Client> clientsV1(LiveSystem system) {
    Principal canister = system.network().installDemo();
    return Stream.generate(() -> system.clientV1(canister)).limit(CLIENTS).toList();
  }

  private static List<PocClient> clients(LiveSystem system) {
    Principal canister = system.network().installDemo();
    return Stream.generate(() -> system.client(canister)).limit(CLIENTS).toList();
  }

  /** All clients say so many texts at once and hear the answers; then they leave. */
  private static void converse(List<? extends GatewayClient> clients, int messages) {
    List<CompletableFuture<Void>> conversations = new ArrayList<>();
    clients.forEach(each -> conversations.add(converse(each, messages, new AtomicInteger())));
    CompletableFuture.allOf(conversations.toArray(CompletableFuture<?>[]::new)).join();
    clients.forEach(GatewayClient::close);
  }

  /**
   * Says texts without waiting.
   *
   * @param heard counts the answers
   * @return completes with the last answer; fails if one is not what it should be
   */
  private static CompletableFuture<Void> converse(
      GatewayClient client, int messages, AtomicInteger heard) {
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      String text = "text " + i;
      answers.add(
          client
              .next()
              .thenAccept(
                  answer -> {
                    assertEquals(text + " ping", answer);
                    heard.incrementAndGet();
                  }));
      client.say(text);
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new));
  }
}
