package icws.gateway.edge;

import icws.gateway.ops.EventCounters;
import icws.gateway.relay.EventObservers;
import icws.gateway.relay.Faults;
import icws.gateway.relay.Timers;
import icws.gateway.relay.session.SessionRegistry;
import icws.gateway.wire.poc.PocProtocol;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.AfterEach;

/** Connections with real sessions behind and a fake channel in front. */
abstract class ConnectionFixture {
  static final int OPENING_BURST = 10_000;

  static final EdgeLimits LIMITS =
      Doors.usualLimits()
          .with(EdgeLimits::maxConnections, 3)
          .with(EdgeLimits::maxAddressConnections, 2)
          .with(EdgeLimits::openings, new OpeningLimits(1, OPENING_BURST))
          .with(EdgeLimits::maxFrameBytes, 100)
          .with(EdgeLimits::frameRate, new FrameRate(10, 4))
          .with(EdgeLimits::unfinishedTotalBytes, 4_096L)
          .with(
              EdgeLimits::outbox,
              Doors.usualOutbox()
                  .with(OutboxLimits::maxBytes, 100)
                  .with(OutboxLimits::maxTotalBytes, 10_000L)
                  .with(OutboxLimits::sendTimeout, Duration.ofSeconds(5))
                  .made())
          .with(EdgeLimits::maxAge, Duration.ofHours(1))
          .made();

  static final InetAddress CLIENT = AddressText.ofPeer("192.0.2.1");
  static final InetAddress NEIGHBOUR = AddressText.ofPeer("192.0.2.2");

  static final PocProtocol PROTOCOL = new PocProtocol();

  final AtomicLong nanos = new AtomicLong();
  final FakeExecutor blockingCalls = new FakeExecutor();
  final FakeExecutor endings = new FakeExecutor();
  final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  final EventCounters statistics = new EventCounters();
  final SessionRegistry sessions = sessions();
  final Connections connections = connections(() -> 0);
  final FakeChannel channel = FakeChannel.manual();

  SessionRegistry sessions() {
    Timers timers = new Timers(scheduler, System::nanoTime, Clock.systemUTC(), () -> 0.5);
    return Doors.sessions(
        id -> {
          throw new AssertionError("no test here gets as far as a canister");
        },
        timers,
        EventObservers.of(statistics));
  }

  Connections connections(DoubleSupplier jitter) {
    return new Connections(
        LIMITS,
        EventObservers.of(statistics),
        nanos::get,
        jitter,
        blockingCalls,
        endings,
        new Faults(nanos::get));
  }

  @AfterEach
  void stopTimers() {
    scheduler.shutdownNow();
  }

  Connection opened() {
    connections.admit((protocol, socket) -> sessions.connect(PROTOCOL, socket));
    return Doors.open(connections, PROTOCOL.name(), CLIENT, channel).orElseThrow();
  }

  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    connections.inspect();
  }

  Optional<Connection> open(InetAddress client, FrameChannel channel) {
    return Doors.open(connections, PROTOCOL.name(), client, channel);
  }
}
