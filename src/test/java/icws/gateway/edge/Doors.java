package icws.gateway.edge;

import icws.Variant;
import icws.gateway.canister.Canister;
import icws.gateway.config.SettingsFixture;
import icws.gateway.relay.Destination;
import icws.gateway.relay.Events;
import icws.gateway.relay.Faults;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.RelaySettings;
import icws.gateway.relay.Timers;
import icws.gateway.relay.closing.FakeRecord;
import icws.gateway.relay.session.FreeLanes;
import icws.gateway.relay.session.Relay;
import icws.gateway.relay.session.SessionRegistry;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@link Connections}, and the way of sockets into them: past the filter, then through the
 * endpoint.
 */
final class Doors {

  private Doors() {}

  /** What an operator gets who sets nothing. */
  static Variant<EdgeLimits> usualLimits() {
    return Variant.of(SettingsFixture.read().limits());
  }

  /** As above, of what waits for clients. */
  static Variant<OutboxLimits> usualOutbox() {
    return Variant.of(SettingsFixture.read().limits().outbox());
  }

  /** Whoever comes to something that takes long does it; no age of a socket is shortened. */
  static Connections connections(EdgeLimits limits, Events events, Faults faults) {
    return new Connections(
        limits, events, System::nanoTime, () -> 0, Runnable::run, Runnable::run, faults);
  }

  /** Real sessions, on a network of the test. */
  static SessionRegistry sessions(
      Function<Destination, Canister> network, Timers timers, Events events) {
    RelayContext context = new RelayContext(RelaySettings.defaults(), timers, events);
    return new Relay(network, new FakeRecord(), FreeLanes.of(timers), context).sessions();
  }

  /**
   * Why a client is refused a socket, without what it is told to do instead; empty if it is not.
   */
  static Optional<Refusal> refusal(Connections connections, InetAddress client) {
    Entry entry = connections.enter(client);
    if (entry instanceof Place place) {
      place.free();
    }
    return entry instanceof Refusal refusal
        ? Optional.of(new Refusal(refusal.status(), refusal.text()))
        : Optional.empty();
  }

  /** A socket of a client; empty if it gets no place, or is turned away all the same. */
  static Optional<Connection> open(
      Connections connections, String protocol, InetAddress client, FrameChannel channel) {
    return connections.enter(client) instanceof Place place
        ? connections.open(protocol, place, channel)
        : Optional.empty();
  }
}
