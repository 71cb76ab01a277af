package icws.gateway.canister;

import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.QueueMark;
import icws.ic.Principal;
import icws.ic.agent.Urgency;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One canister as the gateway sees it, through one protocol.
 *
 * <p>Every call is asynchronous and asks once; the futures always complete, and never
 * exceptionally: what goes wrong is a {@link Failure}. They complete on threads of the agent, so
 * what depends on them must not block. Thread-safe.
 */
public interface Canister {

  Principal id();

  /** Whether the opening was made by the client that it names. */
  CompletableFuture<Verdict> authenticate(ClientFrame.Opening opening);

  /** The call that opens the client at the canister. */
  RepeatableCall open(ClientFrame.Opening opening);

  /** The call that hands a client's message over. */
  RepeatableCall send(ClientFrame.Message message);

  /** The call that tells the canister that the client has gone. */
  RepeatableCall close(ClientKey client);

  /**
   * Asks for the messages that the canister has for this gateway.
   *
   * @param nonce the first one wanted
   * @param read how far they were read already; empty if none was. What lies before it is not new
   * @param urgency whether there is reason to expect any
   */
  CompletableFuture<PollAnswer> poll(long nonce, Optional<QueueMark> read, Urgency urgency);

  /** There is reason now to expect messages: a poll under way that may still wait goes earlier. */
  void hurry();
}
