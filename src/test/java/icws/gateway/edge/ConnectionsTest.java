package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.relay.ByteBudget;
import icws.gateway.relay.Limit;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Who gets a socket, and who does not. */
class ConnectionsTest extends ConnectionFixture {

  @Test
  void anAddressThatOpensTooManySocketsIsRefusedForAWhileAndHasNoPlaceLess() {
    connections.admit((protocol, socket) -> sessions.connect(PROTOCOL, socket));
    for (int i = 0; i < OPENING_BURST; i++) {
      assertEquals(Optional.empty(), Doors.refusal(connections, CLIENT));
    }
    assertEquals(
        refused(429, "your address opens more than 1 sockets a second in the long run"),
        Doors.refusal(connections, CLIENT));
    assertEquals(1, statistics.limitsReached(Limit.OPENING_RATE));
    assertEquals(0, connections.size());
    assertEquals(Optional.empty(), Doors.refusal(connections, NEIGHBOUR));
    pass(Duration.ofSeconds(1));
    assertEquals(Optional.empty(), Doors.refusal(connections, CLIENT));
  }

  @Test
  void nobodyIsLetInBeforeTheGatewayIsReady() {
    assertEquals(refused(503, "the gateway is starting"), Doors.refusal(connections, CLIENT));
    assertFalse(connections.isAdmitting());
    connections.admit((protocol, socket) -> sessions.connect(PROTOCOL, socket));
    assertTrue(connections.isAdmitting());
  }

  @Test
  void whoComesWhileTheGatewayStopsIsToldSo() {
    connections.admit((protocol, socket) -> sessions.connect(PROTOCOL, socket));
    Place before = assertInstanceOf(Place.class, connections.enter(CLIENT));
    assertTrue(connections.refuse().isDone());
    sessions.stop(Duration.ofSeconds(1)).join();
    assertFalse(connections.isAdmitting());
    assertEquals(refused(503, "the gateway stops"), Doors.refusal(connections, CLIENT));
    assertTrue(connections.open(PROTOCOL.name(), before, channel).isPresent());
    assertEquals(List.of("close 1001 the gateway stops"), channel.events);
    assertEquals(0, sessions.size());
  }

  @Test
  void theStopIsOverForTheSocketsWhenTheLastOneIsClosed() {
    connections.admit((protocol, socket) -> sessions.connect(PROTOCOL, socket));
    Connection first = open(CLIENT, channel).orElseThrow();
    Connection last = open(CLIENT, channel).orElseThrow();
    CompletableFuture<Void> emptied = connections.refuse();
    connections.remove(first);
    assertFalse(emptied.isDone());
    connections.remove(last);
    assertTrue(emptied.isDone());
  }

  private static Optional<Refusal> refused(int status, String text) {
    return Optional.of(new Refusal(status, text));
  }

  @Test
  void oneSocketMoreThanAllowedIsTurnedAwayUntilAPlaceIsFree() {
    Connection first = opened();
    assertTrue(open(NEIGHBOUR, FakeChannel.instant()).isPresent());
    assertEquals(Optional.empty(), Doors.refusal(connections, NEIGHBOUR));
    assertTrue(open(NEIGHBOUR, FakeChannel.instant()).isPresent());
    assertEquals(
        refused(503, "3 clients are connected already"), Doors.refusal(connections, CLIENT));
    assertEquals(Optional.empty(), open(CLIENT, FakeChannel.instant()));
    assertEquals(2, statistics.limitsReached(Limit.CONNECTIONS));
    connections.remove(first);
    assertTrue(open(CLIENT, FakeChannel.instant()).isPresent());
  }

  @Test
  void oneSocketMoreThanAnAddressMayHaveIsTurnedAwayAndOthersAreServed() {
    Connection first = opened();
    assertTrue(open(CLIENT, FakeChannel.instant()).isPresent());
    assertEquals(
        refused(429, "2 clients of your address are connected already"),
        Doors.refusal(connections, CLIENT));
    assertEquals(Optional.empty(), open(CLIENT, FakeChannel.instant()));
    assertEquals(2, statistics.limitsReached(Limit.ADDRESS_CONNECTIONS));
    assertEquals(Optional.empty(), Doors.refusal(connections, NEIGHBOUR));
    connections.remove(first);
    assertEquals(Optional.empty(), Doors.refusal(connections, CLIENT));
  }

  @Test
  void whoComesAtOnceGetsNoMoreThanThereIs() throws Exception {
    connections.admit((protocol, socket) -> sessions.connect(PROTOCOL, socket));
    ExecutorService crowd = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 200; round++) {
        List<Connection> letIn = openAtOnce(crowd, round % 2 == 0 ? 1 : 4);
        assertEquals(round % 2 == 0 ? 2 : 3, letIn.size());
        assertEquals(letIn.size(), connections.size());
        letIn.forEach(connections::remove);
        assertEquals(0, connections.addresses());
      }
    } finally {
      crowd.shutdownNow();
    }
  }

  /** Four clients of so many addresses open sockets at the same moment. */
  private List<Connection> openAtOnce(ExecutorService crowd, int addresses) throws Exception {
    CyclicBarrier start = new CyclicBarrier(4);
    List<Callable<Optional<Connection>>> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      InetAddress client = AddressText.ofPeer("192.0.2." + (1 + i % addresses));
      clients.add(
          () -> {
            start.await();
            return open(client, FakeChannel.instant());
          });
    }
    List<Connection> letIn = new ArrayList<>();
    for (Future<Optional<Connection>> client : crowd.invokeAll(clients)) {
      client.get().ifPresent(letIn::add);
    }
    return letIn;
  }

  @Test
  void aSocketWhoseSessionCannotBeMadeKeepsNoPlace() {
    connections.admit(
        (protocol, socket) -> {
          throw new IllegalStateException("no session");
        });
    for (int i = 0; i < 4; i++) {
      assertThrows(IllegalStateException.class, () -> open(CLIENT, channel));
    }
    assertEquals(0, connections.addresses());
    assertEquals(Optional.empty(), Doors.refusal(connections, CLIENT));
  }

  @Test
  void anAddressIsForgottenWithItsLastSocketHoweverOftenThatIsReported() {
    Connection connection = opened();
    Connection sibling = open(CLIENT, FakeChannel.instant()).orElseThrow();
    assertTrue(open(NEIGHBOUR, FakeChannel.instant()).isPresent());
    assertEquals(2, connections.addresses());
    connections.remove(connection);
    connections.remove(connection);
    assertEquals(2, connections.addresses());
    connections.remove(sibling);
    assertEquals(1, connections.addresses());
  }

  @Test
  void clientsOfOneNetworkOfIpv6ShareOneAddress() {
    Connection first = addressed("2001:db8:1:2::3");
    assertEquals(first.address(), addressed("2001:db8:1:2:ffff::4").address());
    assertNotEquals(first.address(), addressed("2001:db8:1:3::3").address());
    assertNotEquals(addressed("192.0.2.1").address(), addressed("192.0.2.2").address());
  }

  private Connection addressed(String client) {
    return new Connection(
        new Place(AddressText.ofPeer(client), nanos::get, free -> {}),
        FakeChannel.instant(),
        LIMITS,
        LIMITS.maxAge(),
        new ByteBudget(LIMITS.outbox().maxTotalBytes()),
        new ByteBudget(LIMITS.unfinishedTotalBytes()),
        Runnable::run,
        nanos::get,
        socket -> sessions.connect(PROTOCOL, socket));
  }
}
