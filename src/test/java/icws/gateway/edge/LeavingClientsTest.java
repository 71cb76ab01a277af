package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.canister.Accepted;
import icws.gateway.canister.Canister;
import icws.gateway.canister.PollAnswer;
import icws.gateway.canister.RepeatableCall;
import icws.gateway.canister.Verdict;
import icws.gateway.ops.EventCounters;
import icws.gateway.relay.EventObservers;
import icws.gateway.relay.Faults;
import icws.gateway.relay.Limit;
import icws.gateway.relay.Timers;
import icws.gateway.relay.session.ClientSession;
import icws.gateway.relay.session.ClientSocket;
import icws.gateway.relay.session.SessionRegistry;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.QueueMark;
import icws.gateway.wire.poc.PocFrames;
import icws.gateway.wire.poc.PocProtocol;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Urgency;
import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that have left count for their address until their canister knows that they have. */
class LeavingClientsTest {
  private static final int PER_ADDRESS = 3;
  private static final InetAddress CLIENT = AddressText.ofPeer("192.0.2.1");
  private static final InetAddress NEIGHBOUR = AddressText.ofPeer("192.0.2.2");
  private static final Principal CANISTER = Principal.of(Bytes.ofHex("00000000000000010101"));
  private static final PocProtocol PROTOCOL = new PocProtocol();

  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final EventCounters statistics = new EventCounters();
  private final Queue<CompletableFuture<Verdict>> closings = new ArrayDeque<>();
  private final Timers timers =
      new Timers(scheduler, System::nanoTime, Clock.systemUTC(), () -> 0.5);
  private final SessionRegistry sessions =
      Doors.sessions(destination -> new SlowToClose(), timers, EventObservers.of(statistics));
  private final Connections connections =
      Doors.connections(
          Doors.usualLimits().with(EdgeLimits::maxAddressConnections, PER_ADDRESS).made(),
          EventObservers.of(statistics),
          new Faults(System::nanoTime));
  private boolean full;

  LeavingClientsTest() {
    connections.admit(
        new Connections.Sessions() {
          @Override
          public ClientSession connect(String protocol, ClientSocket socket) {
            return sessions.connect(PROTOCOL, socket);
          }

          @Override
          public boolean isFull() {
            return full;
          }
        });
  }

  @AfterEach
  void stopTimers() {
    scheduler.shutdownNow();
  }

  /** A client that is opened and leaves at once. */
  private void comeAndGo(InetAddress address, long id) {
    Connection connection =
        Doors.open(connections, PROTOCOL.name(), address, FakeChannel.instant()).orElseThrow();
    connection.receive(PocFrames.opening(CANISTER.toString(), id));
    connections.remove(connection);
  }

  @Test
  void whoHasTooManyThatAreStillToBeClosedIsRefusedAndOthersAreNot() {
    for (long id = 16; id < 16 + PER_ADDRESS; id++) {
      assertEquals(Optional.empty(), Doors.refusal(connections, CLIENT));
      comeAndGo(CLIENT, id);
    }
    assertEquals(PER_ADDRESS, closings.size());
    assertEquals(0, connections.size());
    assertEquals(
        Optional.of(
            new Refusal(
                429,
                "3 clients of your address have left, and their canisters are still to be told")),
        Doors.refusal(connections, CLIENT));
    assertEquals(1, statistics.limitsReached(Limit.ADDRESS_CLOSINGS));
    assertEquals(Optional.empty(), Doors.refusal(connections, NEIGHBOUR));
    closings.remove().complete(Accepted.ACCEPTED);
    assertEquals(Optional.empty(), Doors.refusal(connections, CLIENT));
  }

  @Test
  void whoLeavesWithoutHavingBeenOpenedCountsNoMore() {
    for (int i = 0; i < 10; i++) {
      Connection connection =
          Doors.open(connections, PROTOCOL.name(), CLIENT, FakeChannel.instant()).orElseThrow();
      connections.remove(connection);
    }
    assertEquals(Optional.empty(), Doors.refusal(connections, CLIENT));
    assertTrue(closings.isEmpty());
  }

  @Test
  void nobodyIsLetInWhileTooManyAreToBeClosedInAll() {
    full = true;
    assertEquals(
        Optional.of(
            new Refusal(503, "canisters are still to be told of too many clients that have left")),
        Doors.refusal(connections, CLIENT));
    assertEquals(1, statistics.limitsReached(Limit.CLOSINGS));
    full = false;
    assertEquals(Optional.empty(), Doors.refusal(connections, CLIENT));
  }

  /** Says yes to all at once, but to a closing when the test does. */
  private final class SlowToClose implements Canister {

    @Override
    public Principal id() {
      return CANISTER;
    }

    @Override
    public CompletableFuture<Verdict> authenticate(ClientFrame.Opening opening) {
      return CompletableFuture.completedFuture(Accepted.ACCEPTED);
    }

    @Override
    public RepeatableCall open(ClientFrame.Opening opening) {
      return () -> CompletableFuture.completedFuture(Accepted.ACCEPTED);
    }

    @Override
    public RepeatableCall send(ClientFrame.Message message) {
      return () -> CompletableFuture.completedFuture(Accepted.ACCEPTED);
    }

    @Override
    public RepeatableCall close(ClientKey client) {
      return () -> {
        CompletableFuture<Verdict> answer = new CompletableFuture<>();
        closings.add(answer);
        return answer;
      };
    }

    @Override
    public void hurry() {
      // Its polls never wait.
    }

    @Override
    public CompletableFuture<PollAnswer> poll(
        long nonce, Optional<QueueMark> read, Urgency urgency) {
      return new CompletableFuture<>();
    }
  }
}
