package icws.gateway.relay;

import icws.gateway.canister.Canister;
import icws.gateway.canister.Failure;
import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.MessageBatch;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * One canister's clients at this gateway, and the way of its messages to them.
 *
 * <p>Clients are added and removed by the {@link CanisterRegistry} alone, under its lock;
 * everything else may come from any thread.
 */
final class CanisterChannel {

  private static final Logger LOG = System.getLogger(CanisterChannel.class.getName());

  private final Destination destination;
  private final CanisterPoller poller;
  private final ConcurrentMap<ClientKey, ClientSession> sessions = new ConcurrentHashMap<>();

  /**
   * @param atEnd takes this channel out of its registry, after a failure for good
   */
  CanisterChannel(
      Destination destination,
      Canister canister,
      RelayContext context,
      Consumer<CanisterChannel> atEnd) {
    this.destination = destination;
    this.poller = new CanisterPoller(canister, new Distributor(atEnd), context);
  }

  Destination destination() {
    return destination;
  }

  /** Adds a client's session; false, and nothing changed, if another session has that client. */
  boolean add(ClientKey client, ClientSession session) {
    return sessions.putIfAbsent(client, session) == null;
  }

  void remove(ClientKey client, ClientSession session) {
    sessions.remove(client, session);
  }

  boolean isEmpty() {
    return sessions.isEmpty();
  }

  Optional<ClientSession> find(ClientKey client) {
    return Optional.ofNullable(sessions.get(client));
  }

  /** A call that makes the canister send was answered: see {@link CanisterPoller}. */
  void expectMessages() {
    poller.expectMessages();
  }

  /** Polls no more. */
  void stop() {
    poller.stop();
  }

  /** Hands batches out to the sessions. */
  private final class Distributor implements CanisterPoller.Receiver {

    private final Consumer<CanisterChannel> atEnd;

    Distributor(Consumer<CanisterChannel> atEnd) {
      this.atEnd = atEnd;
    }

    @Override
    public void deliver(MessageBatch batch) {
      for (CanisterMessage message : batch.messages()) {
        // Ordering: a client joins before its opening goes out, so that the canister's first
        // message for it finds it here. What is for nobody here is of a client that has left.
        find(message.client()).ifPresent(session -> deliver(batch, message, session));
      }
    }

    private void deliver(MessageBatch batch, CanisterMessage message, ClientSession session) {
      try {
        session.deliver(destination.protocol().frame(batch, message));
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "Delivering to a session of " + destination + " failed", e);
        session.close(CloseReason.INTERNAL, "internal error");
      }
    }

    @Override
    public void failed(Failure failure) {
      // Ordering: first out of the registry, so that whoever joins from now on gets a new channel
      // and everybody who joined this one is among those closed here.
      atEnd.accept(CanisterChannel.this);
      for (ClientSession session : List.copyOf(sessions.values())) {
        session.close(failure.closeReason(), failure.text());
      }
    }
  }
}
