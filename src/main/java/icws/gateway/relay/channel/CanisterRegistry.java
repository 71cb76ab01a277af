package icws.gateway.relay.channel;

import icws.gateway.relay.Destination;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.call.CanisterCaller;
import icws.gateway.wire.ClientKey;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The canisters that have clients at this gateway: a channel comes with a canister's first client
 * and goes with its last. Thread-safe.
 */
public final class CanisterRegistry {

  private static final Logger LOG = System.getLogger(CanisterRegistry.class.getName());

  /** What becomes of a session that wants to join a canister's clients. */
  public sealed interface Joining {
    record Joined(CanisterChannel channel) implements Joining {}

    /** Another session has that client, which then stays. */
    record Taken() implements Joining {}

    /** The canister has as many clients here as it may have. */
    record Full(int clients) implements Joining {}
  }

  /** No answer to a poll is waited for so long, and no poll waits so long to be made. */
  private static final Duration FAR_TOO_LONG = Duration.ofMinutes(10);

  private final RelayContext context;

  private final Object lock = new Object();
  // Guarded by lock, as is every channel's set of clients.
  private final Map<Destination, CanisterChannel> channels = new HashMap<>();

  /** Makes a registry without canisters. */
  public CanisterRegistry(RelayContext context) {
    this.context = context;
  }

  /** How many canisters have clients here; one with clients of two protocols counts twice. */
  public int size() {
    synchronized (lock) {
      return channels.size();
    }
  }

  /** Which canister has not been polled for far too long, in words; empty if all is well. */
  public Optional<String> complaint() {
    List<CanisterChannel> late;
    synchronized (lock) {
      late =
          channels.values().stream()
              .filter(channel -> channel.overdue().compareTo(FAR_TOO_LONG) > 0)
              .toList();
    }
    return late.stream()
        .findFirst()
        .map(
            channel ->
                "%d canisters are not polled any more, %s for %d s"
                    .formatted(late.size(), channel.destination(), channel.overdue().toSeconds()));
  }

  /** The session of a client of a canister. */
  public Optional<ChannelMember> find(Destination destination, ClientKey client) {
    synchronized (lock) {
      return Optional.ofNullable(channels.get(destination))
          .flatMap(channel -> channel.find(client));
    }
  }

  /** How many clients a canister has here. */
  public int clients(Destination destination) {
    synchronized (lock) {
      CanisterChannel channel = channels.get(destination);
      return channel == null ? 0 : channel.size();
    }
  }

  /** Enters a session as its client's, where there is room. */
  public Joining join(
      Destination destination, CanisterCaller caller, ClientKey client, ChannelMember member) {
    synchronized (lock) {
      CanisterChannel channel =
          channels.computeIfAbsent(
              destination, any -> new CanisterChannel(destination, caller, context, this::end));
      if (channel.size() >= context.settings().canisters().maxClients()) {
        return new Joining.Full(channel.size());
      }
      return channel.add(client, member) ? new Joining.Joined(channel) : new Joining.Taken();
    }
  }

  /** Takes a session out, and with the canister's last one its channel, which polls no more. */
  public void leave(CanisterChannel channel, ClientKey client, ChannelMember member) {
    synchronized (lock) {
      channel.remove(client, member);
      if (!channel.isEmpty()) {
        return;
      }
      channels.remove(channel.destination(), channel);
    }
    channel.stop();
    LOG.log(Level.DEBUG, "The last client of {0} has left", channel.destination());
  }

  /** Takes a channel out that failed for good. Its sessions leave it afterwards. */
  private void end(CanisterChannel channel) {
    synchronized (lock) {
      channels.remove(channel.destination(), channel);
    }
  }
}
