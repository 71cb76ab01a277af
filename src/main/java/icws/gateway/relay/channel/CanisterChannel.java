package icws.gateway.relay.channel;

import icws.gateway.canister.Failure;
import icws.gateway.relay.Destination;
import icws.gateway.relay.Faults;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.call.CanisterCaller;
import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.MessageBatch;
import java.time.Duration;
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
public final class CanisterChannel {

  private final Destination destination;
  private final CanisterCaller caller;
  private final RelayContext context;
  private final Faults faults;
  private final CanisterPoller poller;
  private final ConcurrentMap<ClientKey, Subscriber> subscribers = new ConcurrentHashMap<>();

  /**
   * @param atEnd takes this channel out of its registry, after a failure for good
   */
  CanisterChannel(
      Destination destination,
      CanisterCaller caller,
      RelayContext context,
      Consumer<CanisterChannel> atEnd) {
    this.destination = destination;
    this.caller = caller;
    this.context = context;
    this.faults = context.faults();
    QueuePosition start = new QueuePosition(destination.protocol().hasGaplessNonces());
    this.poller = new CanisterPoller(caller, start, new Distributor(atEnd), context);
  }

  Destination destination() {
    return destination;
  }

  /** Adds a client's session; false, and nothing changed, if the client has another one. */
  boolean add(ClientKey client, ChannelMember member) {
    Subscriber subscriber = new Subscriber(member, destination.protocol().firstSequence());
    return subscribers.putIfAbsent(client, subscriber) == null;
  }

  void remove(ClientKey client, ChannelMember member) {
    subscribers.computeIfPresent(client, (key, other) -> other.member() == member ? null : other);
  }

  /** How many clients it has. */
  int size() {
    return subscribers.size();
  }

  boolean isEmpty() {
    return subscribers.isEmpty();
  }

  Optional<ChannelMember> find(ClientKey client) {
    return Optional.ofNullable(subscribers.get(client)).map(Subscriber::member);
  }

  /** A call that makes the canister send was answered: see {@link CanisterPoller}. */
  public void expectMessages() {
    poller.expectMessages();
  }

  /** How long it has not done what it should have: see {@link CanisterPoller}. */
  Duration overdue() {
    return poller.overdue();
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
        Subscriber subscriber = subscribers.get(message.client());
        if (subscriber != null) {
          deliver(batch, message, subscriber);
        }
      }
    }

    private void deliver(MessageBatch batch, CanisterMessage message, Subscriber subscriber) {
      ChannelMember member = subscriber.member();
      try {
        if (subscriber.accepts(message)) {
          member.deliver(destination.protocol().frame(batch, message));
        } else {
          member.close(CloseReason.TRY_AGAIN_LATER, subscriber.objection(message));
        }
      } catch (Throwable fault) {
        faults.report("Delivering to a session", fault);
        close(member, CloseReason.INTERNAL, "internal error");
      }
    }

    /** One that fails to close keeps no other from it. */
    private void close(ChannelMember member, CloseReason reason, String text) {
      faults.contain("Closing a session", () -> member.close(reason, text));
    }

    @Override
    public void failed(Failure failure) {
      // Ordering: first out of the registry, so that whoever joins from now on gets a new channel
      // and everybody who joined this one is among those closed here.
      faults.contain("Ending a channel", () -> atEnd.accept(CanisterChannel.this));
      if (failure.isPassing()) {
        faults.contain("Giving a canister up", () -> caller.givenUp(failure));
      }
      List<Subscriber> ended = List.copyOf(subscribers.values());
      // Not on this thread, which other canisters' polls wait for: they may be thousands.
      context.blockingCalls().execute(() -> close(ended, failure));
    }

    private void close(List<Subscriber> ended, Failure failure) {
      for (Subscriber subscriber : ended) {
        close(subscriber.member(), failure.closeReason(), failure.text());
      }
    }
  }
}
