package icws.gateway.wire;

import icws.gateway.log.Printable;
import java.nio.charset.StandardCharsets;

/**
 * Why the gateway ends a client's connection: the close codes of RFC 6455 section 7.4 and, from
 * 4400 on, the Internet Computer's own reasons.
 */
public enum CloseReason {
  /** The client closed. */
  NORMAL(1000),
  /** The gateway stops. */
  GOING_AWAY(1001),
  /** Text frames are not part of the protocol. */
  TEXT_FRAME(1003),
  /** A limit or a rule: no first frame in time, a second first frame, and the like. */
  POLICY(1008),
  /** A frame over the limit. */
  TOO_BIG(1009),
  /** The gateway's own fault. */
  INTERNAL(1011),
  /**
   * Overloaded, a message was lost, or trouble with the canister or the network outlasted the
   * retries: no answers, or answers that do not verify.
   */
  TRY_AGAIN_LATER(1013),
  /** Not CBOR, wrong types, missing fields, a canister id that is not a principal. */
  BAD_FRAME(4400),
  /** The signature does not match the client's key, or does not count: expired, another's. */
  BAD_SIGNATURE(4401),
  /** The operator does not have this gateway serve that canister. */
  CANISTER_NOT_SERVED(4403),
  /** The canister does not know this client. */
  UNKNOWN_CLIENT(4404),
  /** No such canister on this network. */
  UNKNOWN_CANISTER(4410),
  /** The canister lacks the interface. */
  NOT_A_WEBSOCKET_CANISTER(4411),
  /** The canister answered that it does not accept the opening or the message, or trapped. */
  CANISTER_REFUSED(4420),
  /** The authority with which the client opened has ended; it is to log in again. */
  SESSION_EXPIRED(4440);

  /** RFC 6455 section 5.5: a control frame carries 125 bytes, of which the code takes two. */
  private static final int MAX_TEXT_BYTES = 123;

  private final int code;

  CloseReason(int code) {
    this.code = code;
  }

  /** The code of the close frame (RFC 6455, section 7.4). */
  public int code() {
    return code;
  }

  /** Whether connections are meant to end so; every other reason is somebody's fault. */
  public boolean isExpected() {
    return this == NORMAL || this == GOING_AWAY || this == SESSION_EXPIRED;
  }

  /**
   * What of a text fits into a close frame and a line of the log: {@link Printable}, at most 123
   * bytes of UTF-8.
   */
  public static String fit(String text) {
    String printable = Printable.line(text, MAX_TEXT_BYTES);
    int end = 0;
    int bytes = 0;
    while (end < printable.length()) {
      String character = Character.toString(printable.codePointAt(end));
      bytes += character.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_TEXT_BYTES) {
        break;
      }
      end += character.length();
    }
    return printable.substring(0, end);
  }
}
