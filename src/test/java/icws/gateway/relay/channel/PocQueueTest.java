package icws.gateway.relay.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.gateway.relay.session.RelayFixture;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.WireProtocol;
import icws.gateway.wire.poc.PocFrames;
import icws.ic.Bytes;
import org.junit.jupiter.api.Test;

final class PocQueueTest extends QueueFollowingContract {

  @Override
  WireProtocol protocol() {
    return RelayFixture.PROTOCOL;
  }

  @Override
  ClientKey key(int client) {
    return new ClientKey.Numbered(client);
  }

  @Override
  Bytes opening(int client) {
    return PocFrames.opening(RelayFixture.CANISTER.toString(), client);
  }

  @Override
  String contentField() {
    return "val";
  }

  @Override
  long firstNonce() {
    return 16;
  }

  @Override
  long firstSequence() {
    return 0;
  }

  @Test
  void messagesOfOtherGatewaysAreNoGap() {
    Guest guest = new Guest(1);
    queue.skipNonce();
    queue.put(guest.key);
    queue.skipNonce();
    queue.put(guest.key);
    pass();
    assertGot(3, guest);
    assertEquals(0, relay.statistics.queueGaps());
  }

  @Test
  void clientThatOpensAgainMayGoOnCountingWhereItWas() {
    ClientKey key = key(1);
    queue.open(key, 7);
    queue.put(key, key);
    RelayFixture.Client client = relay.open(1);
    relay.scheduler.runDue();
    assertEquals(2, client.socket().frames().size());
  }
}
