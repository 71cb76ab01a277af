package icws.gateway.relay.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.gateway.relay.session.FakeSocket;
import icws.gateway.relay.session.LogLines;
import icws.gateway.relay.session.RelayFixture;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.WireProtocol;
import icws.gateway.wire.v1.V1Frames;
import icws.gateway.wire.v1.V1Protocol;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.SdkFrame;
import icws.ic.identity.Ed25519Identity;
import icws.ic.identity.EnvelopeVerifier;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

final class V1QueueTest extends QueueFollowingContract {

  private static final Principal GATEWAY = Principal.selfAuthenticating(Bytes.utf8("gateway"));

  private final Ed25519Identity user = Ed25519Identity.generate(new SecureRandom());
  private final V1Protocol protocol =
      new V1Protocol(
          GATEWAY,
          new EnvelopeVerifier(
              SdkFrame.clock(0),
              () -> {
                throw new AssertionError("no canister has signed");
              }));

  @Override
  WireProtocol protocol() {
    return protocol;
  }

  @Override
  ClientKey key(int client) {
    return new ClientKey.Signing(user.principal(), client);
  }

  @Override
  Bytes opening(int client) {
    return V1Frames.opening(user, RelayFixture.CANISTER, GATEWAY, client);
  }

  @Override
  String contentField() {
    return "content";
  }

  @Override
  long firstNonce() {
    return 0;
  }

  @Override
  long firstSequence() {
    return 1;
  }

  @Test
  void gapInTheNoncesIsCountedAndLoggedAndEndsOnlyTheSessionItHarmed() {
    Guest harmed = new Guest(1);
    Guest unharmed = new Guest(2);
    queue.put(harmed.key);
    queue.expire(3);
    queue.put(unharmed.key, harmed.key, unharmed.key);
    try (LogLines log = new LogLines()) {
      pass();
      assertEquals(
          List.of(
              "Messages of " + RelayFixture.CANISTER + " are lost, the next has the nonce 3",
              harmed.session
                  + " ends: 1013 TRY_AGAIN_LATER, a message of the canister was lost: number 3"
                  + " came instead of 2"),
          log.lines());
    }
    assertEquals(1, relay.statistics.queueGaps());
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), harmed.socket.reasons());
    assertGot(3, unharmed);
  }

  @Test
  void clientWhoseFirstMessageIsLostIsToldToComeBack() {
    Guest early = new Guest(1);
    queue.startAgain();
    FakeSocket late = new FakeSocket();
    queue.open(key(2), firstSequence() + 1);
    queue.put(key(2));
    relay.sessions.connect(protocol, late).receive(opening(2));
    relay.scheduler.runDue();
    assertEquals(List.of(CloseReason.TRY_AGAIN_LATER), late.reasons());
    assertGot(1, early);
  }

  @Test
  void allOfANewQueueIsReadFromACanisterThatAnswersZeroWithItsNewestMessages() {
    Guest guest = new Guest(1);
    queue.startAgain();
    // The message with nonce 0 is out of reach at such a canister.
    queue.skipNonce();
    for (int i = 0; i < 70; i++) {
      queue.put(guest.key);
    }
    canister.pollsFrom(nonce -> queue.poll(nonce == 0 ? 21 : nonce));
    pass();
    assertGot(71, guest);
  }
}
