package icws.gateway.wire;

import icws.ic.Bytes;
import icws.ic.Principal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One protocol between clients, gateway and canisters, as pure functions between bytes and values.
 *
 * <p>Implementations are immutable and thread-safe; they do no input or output. What a protocol
 * asks of signatures in time, it asks of a clock it was given.
 */
public interface WireProtocol {

  /** The protocol's short name, as in the endpoint's path; no two protocols share one. */
  String name();

  /** The frame that a client is sent as soon as its socket is open; empty if the client begins. */
  Optional<Bytes> greeting();

  /**
   * Reads a frame from a client, and checks all that takes no signature; {@link ClientFrame#proof}
   * has what is left to check.
   *
   * @throws ProtocolException if the frame is not one of this protocol's, or its signature would
   *     not count if it held
   */
  ClientFrame read(Bytes frame);

  /**
   * The call that hands several messages over, of any of a canister's clients.
   *
   * @param messages in the order in which the canister is to take them; none is a client's own call
   * @throws UnsupportedOperationException if messages are calls that clients have signed
   */
  CanisterCall together(List<ClientFrame.Message> messages);

  /** The call that tells the canister that a client has gone. */
  CanisterCall close(ClientKey client);

  /**
   * The call that a canister answers for a client that it knows and rejects for any other. It tells
   * whether the canister refused because it has forgotten the client.
   *
   * @return empty if the protocol has no such call, because its refusals say why
   */
  Optional<CanisterCall> inquiry(ClientKey client);

  /**
   * The call that asks a canister for the messages that it has for this gateway.
   *
   * @param nonce the first one wanted
   */
  CanisterCall poll(long nonce);

  /**
   * Whether the reply to an opening or a message is the canister's yes.
   *
   * @return why the canister refuses; empty for a yes
   * @throws ReplyException if the reply is of another shape
   */
  Optional<String> readRefusal(Bytes reply);

  /**
   * What the reply to {@link #together} says of each message, as {@link #readRefusal} does of one.
   *
   * @param count how many messages there were
   * @throws ReplyException if the reply is of another shape or length
   * @throws UnsupportedOperationException as {@link #together}
   */
  List<Optional<String>> readRefusals(Bytes reply, int count);

  /**
   * Whether the reply to a closing is the canister's yes.
   *
   * @return why the canister refuses, which does not have the client; empty for a yes
   */
  Optional<String> readClosing(Bytes reply);

  /**
   * Reads the reply to {@link #poll}. What certifies it is not checked here.
   *
   * @param gateway whose messages were asked for
   * @param nonce the one that was asked for
   * @throws ReplyException if the reply is of another shape, or has keys that are not the
   *     gateway's, lie below the nonce or do not rise
   * @throws RefusalException if the canister gives no messages
   */
  MessageBatch readBatch(Bytes reply, Principal gateway, long nonce);

  /**
   * Whether the nonces in a gateway's queue begin at 0 and follow each other, so that one that is
   * left out is a message lost. If not, other gateways' messages have the nonces between.
   */
  boolean hasGaplessNonces();

  /**
   * The {@link Sequence#number} of the first message that a canister sends to a client that has
   * opened; empty if it may be any.
   */
  OptionalLong firstSequence();

  /** The frame that brings one message of a batch to its client. Made anew at each call. */
  Bytes frame(MessageBatch batch, CanisterMessage message);
}
