package icws.gateway.edge;

import java.net.InetAddress;
import java.util.Optional;

/** The way of sockets into {@link Connections}: past the filter, then through the endpoint. */
final class Doors {

  private Doors() {}

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
