package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.ops.EventCounters;
import icws.gateway.relay.ByteBudget;
import icws.gateway.relay.EventObservers;
import icws.gateway.relay.Faults;
import icws.gateway.relay.Timers;
import icws.gateway.relay.session.SessionRegistry;
import icws.gateway.wire.poc.PocFrames;
import icws.gateway.wire.poc.PocProtocol;
import icws.ic.Bytes;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is thrown where the container calls us costs one client its socket, and tells it nothing.
 */
class EdgeBorderTest {
  private static final InetAddress CLIENT = AddressText.ofPeer("192.0.2.1");
  private static final PocProtocol PROTOCOL = new PocProtocol();
  private static final Bytes OPENING = PocFrames.opening("rrkah-fqaaa-aaaaa-aaaaq-cai", 16);

  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final EventCounters statistics = new EventCounters();
  private final Timers timers =
      new Timers(scheduler, System::nanoTime, Clock.systemUTC(), () -> 0.5);
  private final SessionRegistry sessions =
      Doors.sessions(
          id -> {
            throw new NoClassDefFoundError("of/a/Test");
          },
          timers,
          EventObservers.of(statistics));
  private final Faults faults = new Faults(System::nanoTime);
  private final Connections connections =
      Doors.connections(
          Doors.usualLimits().with(EdgeLimits::pingInterval, Duration.ofNanos(1)).made(),
          EventObservers.of(statistics),
          faults);
  private final List<String> closed = new ArrayList<>();
  private final PocEndpoint endpoint = endpoint();

  private PocEndpoint endpoint() {
    PocEndpoint made = new PocEndpoint();
    inject(made, "connections", connections);
    inject(made, "faults", faults);
    return made;
  }

  @AfterEach
  void stopTimers() {
    scheduler.shutdownNow();
  }

  private static void inject(Object into, String field, Object value) {
    try {
      Field found = ProtocolEndpoint.class.getDeclaredField(field);
      found.setAccessible(true);
      found.set(into, value);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(field, e);
    }
  }

  private void admit() {
    connections.admit((protocol, socket) -> sessions.connect(PROTOCOL, socket));
  }

  /** A session of the container whose sends do what the test says. */
  private Session session(@Nullable Error sending) {
    Place place = assertInstanceOf(Place.class, connections.enter(CLIENT));
    RemoteEndpoint.Async remote =
        fake(
            RemoteEndpoint.Async.class,
            (method, argument) -> {
              if (sending != null) {
                throw sending;
              }
              return null;
            });
    return fake(
        Session.class,
        (method, argument) ->
            switch (method) {
              case "getUserPrincipal" -> place;
              case "getAsyncRemote" -> remote;
              case "close" -> {
                if (argument instanceof CloseReason reason) {
                  closed.add(reason.getCloseCode().getCode() + " " + reason.getReasonPhrase());
                }
                yield null;
              }
              default -> null;
            });
  }

  private interface Behaviour {
    @Nullable Object of(String method, @Nullable Object argument);
  }

  private static <T> T fake(Class<T> type, Behaviour behaviour) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                behaviour.of(
                    method.getName(),
                    arguments == null || arguments.length == 0 ? null : arguments[0])));
  }

  @Test
  void socketWhoseOpeningFailsIsClosedAndKeepsNoPlace() {
    connections.admit(
        (protocol, socket) -> {
          throw new OutOfMemoryError("Java heap space");
        });
    endpoint.onOpen(session(null));
    assertEquals(List.of("1011 internal error"), closed);
    assertEquals(0, connections.size());
    assertEquals(0, connections.addresses());
    assertEquals(1, faults.count());
    endpoint.onBinary(new byte[1], true);
    endpoint.onClose(new CloseReason(CloseCodes.NORMAL_CLOSURE, ""));
  }

  static Stream<Arguments> events() {
    return Stream.of(
        Arguments.of(
            "a frame", (Consumer<PocEndpoint>) end -> end.onBinary(OPENING.toByteArray(), true)),
        Arguments.of(
            "a fault of the container",
            (Consumer<PocEndpoint>) end -> end.onError(new OutOfMemoryError("Java heap space"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("events")
  void whatAnEventThrowsClosesItsSocketAndItsWordsStayHere(
      String event, Consumer<PocEndpoint> happens) {
    admit();
    endpoint.onOpen(session(null));
    happens.accept(endpoint);
    assertEquals(List.of("1011 internal error"), closed);
    assertEquals(1, faults.count());
    assertEquals(0, sessions.size());
    endpoint.onClose(new CloseReason(CloseCodes.CLOSED_ABNORMALLY, ""));
    assertEquals(0, connections.size());
  }

  @Test
  void socketThatCannotBeLookedAfterKeepsNoOtherFromIt() {
    admit();
    List<FakeChannel> channels = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      FakeChannel channel = FakeChannel.instant();
      channels.add(channel);
      assertTrue(Doors.open(connections, PROTOCOL.name(), CLIENT, channel).isPresent());
    }
    FrameChannel broken = new BrokenChannel();
    assertTrue(Doors.open(connections, PROTOCOL.name(), CLIENT, broken).isPresent());
    connections.inspect();
    assertTrue(channels.stream().allMatch(channel -> channel.events.contains("ping")));
  }

  @Test
  void frameThatCannotBeSentEndsItsSocketAndWhatComesAfterIsNotStuckBehindIt() {
    BrokenChannel channel = new BrokenChannel();
    Outbox outbox = outbox(channel);
    assertEquals(Optional.empty(), outbox.send(Bytes.utf8("a")));
    assertEquals(List.of(1011), channel.closed);
    assertTrue(outbox.isOver());
    assertEquals(0, outbox.pendingBytes());
  }

  @Test
  void channelThatTellsTwiceWhatCameOfAFrameSendsNothingTwiceAndCountsItOnce() {
    BrokenChannel channel = new BrokenChannel();
    channel.tellsFirst = true;
    Outbox outbox = outbox(channel);
    assertEquals(Optional.empty(), outbox.send(Bytes.utf8("a")));
    assertEquals(Optional.empty(), outbox.send(Bytes.utf8("b")));
    assertEquals(List.of(), channel.closed);
    assertEquals(0, outbox.pendingBytes());
  }

  @Test
  void pingThatCannotBeSentHoldsNothingUp() {
    BrokenChannel channel = new BrokenChannel();
    channel.tellsFirst = true;
    Outbox outbox = outbox(channel);
    outbox.ping();
    assertEquals(Optional.empty(), outbox.send(Bytes.utf8("a")));
    assertEquals(1, channel.written);
    assertTrue(outbox.close(1000, "bye"));
    assertTrue(outbox.isOver());
  }

  private static Outbox outbox(FrameChannel channel) {
    OutboxLimits limits = new OutboxLimits(100, 100, Duration.ofSeconds(4), 1);
    return new Outbox(channel, limits, new ByteBudget(1_000), Runnable::run, System::nanoTime);
  }

  /** Throws whatever it is asked for. */
  private static final class BrokenChannel implements FrameChannel {
    private final List<Integer> closed = new ArrayList<>();
    private boolean tellsFirst;
    private int written;

    @Override
    public boolean mayBlock() {
      return false;
    }

    @Override
    public void write(Bytes frame, Consumer<@Nullable Throwable> done) {
      written++;
      if (tellsFirst) {
        done.accept(null);
      }
      throw new NoClassDefFoundError("of/a/Test");
    }

    @Override
    public void ping() {
      throw new OutOfMemoryError("of a test");
    }

    @Override
    public void close(int code, String reason) {
      closed.add(code);
    }
  }
}
