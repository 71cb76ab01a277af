package icws.client;

import static icws.client.IcWebSocketException.Failure.MALFORMED_FRAME;
import static icws.client.IcWebSocketException.Failure.WRONG_CLIENT;
import static icws.client.IcWebSocketException.Failure.WRONG_SEQUENCE;
import static icws.client.IcWebSocketException.Failure.WRONG_TIMESTAMP;

import com.fasterxml.jackson.databind.JsonNode;
import icws.client.IcWebSocketException.Failure;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.ic4j.candid.CandidError;
import org.ic4j.types.PrincipalError;

/**
 * One client's conversation with one canister, without the socket: what is sent next, and whether
 * what came is genuine and the next in order. Frames are accepted by one thread at a time; any may
 * seal messages, and has them leave in the order of their numbers.
 */
abstract sealed class Conversation permits PocConversation, V1Conversation {
  /** How old or early a message may be: the time after which canisters delete it. */
  static final Duration MOST_AGE = Duration.ofMinutes(5);

  private final FrameProof proof;
  private final Clock clock;
  private final String contentField;

  // Guarded by this. The sequence number of the next message to the canister.
  private long outgoing;
  // The receiving thread's alone: of the next message from the canister, and the last one's time.
  private long incoming;
  private long lastNanos;

  /**
   * @param firstSequence the protocol's first sequence number, in both directions
   * @param contentField the protocol's name of what the canister has certified in a frame
   */
  Conversation(FrameProof proof, Clock clock, long firstSequence, String contentField) {
    this.proof = proof;
    this.clock = clock;
    this.outgoing = firstSequence;
    this.incoming = firstSequence;
    this.contentField = contentField;
  }

  /** The frame that goes before the gateway has said anything, if one does. */
  abstract Optional<byte[]> opening();

  /** Numbers, dates and signs a message of the application. Where that fails no number is taken. */
  final synchronized byte[] seal(byte[] content) {
    return numbered(message(outgoing, content));
  }

  /** The same for the answer to {@link ConversationListener#asked}, from within that. */
  final synchronized byte[] sealSign() {
    return numbered(sign(outgoing));
  }

  // Canisters refuse gaps.
  private byte[] numbered(byte[] sealed) {
    outgoing++;
    return sealed;
  }

  /** A signed message of the application. */
  abstract byte[] message(long number, byte[] content);

  /** A signed answer to the canister's question. */
  abstract byte[] sign(long number);

  /** Takes what is no message of the canister; answers whether it was that. */
  boolean takesForItself(JsonNode frame, ConversationListener listener) {
    return false;
  }

  /** Takes a message of the canister, whose number, time and certificate are right. */
  abstract void take(JsonNode message, ConversationListener listener);

  /** Whether a message is for this client. */
  abstract boolean isMine(JsonNode message);

  /**
   * Takes a frame of the gateway's.
   *
   * @throws IcWebSocketException naming the check that failed; the conversation is over then
   */
  final void accept(byte[] bytes, ConversationListener listener) {
    try {
      JsonNode frame = Cbor.readFrame(bytes);
      if (!takesForItself(frame, listener)) {
        take(verified(frame), listener);
      }
    } catch (IcWebSocketException refused) {
      throw refused;
    } catch (RuntimeException | CandidError | PrincipalError malformed) {
      // What ic4j says to what it is not made for, and the classes of its values.
      throw new IcWebSocketException(MALFORMED_FRAME, "malformed: " + malformed, malformed);
    }
  }

  private JsonNode verified(JsonNode frame) {
    byte[] content = Cbor.bytes(frame, contentField);
    long certifiedNanos =
        proof.verify(
            Cbor.text(frame, "key"), content, Cbor.bytes(frame, "cert"), Cbor.bytes(frame, "tree"));
    JsonNode message = Cbor.readFrame(content);
    require(isMine(message), WRONG_CLIENT, "a message for another client: " + message);
    requireNext(Cbor.unsigned(message, "sequence_num"));
    requireTimely(Cbor.unsigned(message, "timestamp"), certifiedNanos);
    return message;
  }

  private void requireNext(long number) {
    require(number == incoming, WRONG_SEQUENCE, "message " + number + " instead of " + incoming);
    incoming++;
  }

  private void requireTimely(long nanos, long certifiedNanos) {
    long ageMillis = clock.millis() - Duration.ofNanos(nanos).toMillis();
    require(
        nanos >= 0 && Math.abs(ageMillis) <= MOST_AGE.toMillis(),
        WRONG_TIMESTAMP,
        "the message is of " + ageMillis + " ms ago");
    require(nanos <= certifiedNanos, WRONG_TIMESTAMP, "a message younger than its certificate");
    require(nanos >= lastNanos, WRONG_TIMESTAMP, "a message older than the one before it");
    lastNanos = nanos;
  }

  /** The sequence number of the message that was accepted last. */
  final long lastHeard() {
    return incoming - 1;
  }

  /** This moment, in nanoseconds since 1970. */
  final long nowNanos() {
    return Duration.ofMillis(clock.millis()).toNanos();
  }

  static void require(boolean right, String malformed) {
    require(right, MALFORMED_FRAME, malformed);
  }

  private static void require(boolean right, Failure failure, String wrong) {
    if (!right) {
      throw new IcWebSocketException(failure, wrong);
    }
  }
}
