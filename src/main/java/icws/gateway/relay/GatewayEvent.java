package icws.gateway.relay;

import icws.gateway.canister.Failure;
import icws.gateway.wire.CloseReason;
import icws.ic.Principal;

/**
 * What happens in the gateway that somebody may want to count, to log or to trace. Each is fired as
 * a CDI event: any bean of the application that has a method with {@code @Observes SessionEnded},
 * say, or {@code @Observes GatewayEvent} for all, hears of it.
 *
 * <p>They are fired synchronously, in the midst of the message path, several at a time: observers
 * are quick, thread-safe, and log through a {@link icws.gateway.log.SampledLog}, since strangers
 * set the pace. What one throws is logged as a fault, and the others hear of the event all the
 * same. What happens when the gateway has stopped, and its beans end, is told to nobody. Frames are
 * not among them: see {@link Traffic}.
 */
public sealed interface GatewayEvent {

  /** A socket has opened, and has a session. */
  record SessionConnected() implements GatewayEvent {}

  /**
   * A canister has accepted a client.
   *
   * @param session named by its text
   */
  record SessionOpened(Object session) implements GatewayEvent {}

  /**
   * A session is over.
   *
   * @param session named by its text
   * @param text why, in words, as its client may have been told
   */
  record SessionEnded(Object session, CloseReason reason, String text) implements GatewayEvent {}

  /**
   * A fault of the gateway's own, by which a session ends.
   *
   * @param session named by its text
   */
  record SessionFailed(Object session, Throwable fault) implements GatewayEvent {}

  /** A client was turned away or closed because it came to a limit. */
  record LimitReached(Limit limit) implements GatewayEvent {}

  /**
   * A socket was closed as soon as it had opened.
   *
   * @param why as its client was told
   */
  record ClientTurnedAway(String why) implements GatewayEvent {}

  /**
   * A client's signature is verified, whatever comes of it.
   *
   * @param quick whether its kind takes little processor time
   */
  record SignatureVerified(boolean quick) implements GatewayEvent {}

  /** A canister is polled. */
  record CanisterPolled(Principal canister) implements GatewayEvent {}

  /**
   * A poll had no answer that verified.
   *
   * @param inARow how many there were since the last that had one; 0 if it is not made again
   */
  record PollFailed(Principal canister, Failure failure, int inARow) implements GatewayEvent {}

  /**
   * A canister's queue was found to have started again.
   *
   * @param nonce of its next message, unsigned
   */
  record QueueRestarted(Principal canister, long nonce) implements GatewayEvent {}

  /**
   * Messages were missing from a canister's queue.
   *
   * @param nonce of its next message, unsigned
   */
  record MessagesLost(Principal canister, long nonce) implements GatewayEvent {}

  /** A canister has failed for too long: its clients are told to try again later. */
  record CircuitOpened(Destination destination, Failure failure) implements GatewayEvent {}

  /** One opening goes through, to see whether the canister answers again. */
  record CircuitHalfOpened(Destination destination) implements GatewayEvent {}

  /** The canister answers again. */
  record CircuitClosed(Destination destination) implements GatewayEvent {}

  /** An opening was refused because the circuit of its canister is open. */
  record OpeningRefused(Destination destination) implements GatewayEvent {}

  /**
   * A canister could not be told yet that a client has gone.
   *
   * @param entry the client, named by its text
   * @param inARow how many tries have failed since the last that did not
   * @param why the failure
   */
  record ClosingFailed(Object entry, int inARow, String why) implements GatewayEvent {}

  /**
   * A canister was told that a client has gone, and says that this is wrong.
   *
   * @param entry the client, named by its text
   * @param why in the words of the gateway, or of the canister
   */
  record ClosingRefused(Object entry, String why) implements GatewayEvent {}

  /** No client that has lost its session waits any more for its canister to be told. */
  record OrphansSettled() implements GatewayEvent {}

  /**
   * Clients are given up whose canisters were not told that they have gone.
   *
   * @param why in words, up to "that so many clients have gone"
   */
  record OrphansGivenUp(String why, int clients) implements GatewayEvent {}
}
