package icws.ic.agent;

import icws.ic.Bytes;
import icws.ic.Leb128;
import icws.ic.UntrustedException;
import icws.ic.agent.HttpAnswer.Answered;
import icws.ic.agent.HttpAnswer.Failed;
import icws.ic.agent.HttpAnswer.NotSent;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborMap;
import icws.ic.certificate.Certificate;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Reads what the HTTP interface answers. Stateless. */
final class Replies {

  private static final Bytes REQUEST_STATUS = Bytes.utf8("request_status");
  private static final int LONGEST_REASON = 300;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int CONTENT_TOO_LARGE = 413;

  private Replies() {}

  /**
   * Reads the body of a response with status 200.
   *
   * @param parser may throw {@link CborException} and {@link UntrustedException}, which become the
   *     reading's reason
   */
  static <T> ReadResult<T> reading(HttpAnswer answer, Function<Bytes, T> parser) {
    if (!(answer instanceof Answered answered) || answered.status() != 200) {
      return new ReadResult.Missing<>(failure(answer));
    }
    try {
      return new ReadResult.Known<>(parser.apply(answered.body()));
    } catch (CborException e) {
      String reason = "malformed reply: " + e.getMessage();
      return new ReadResult.Missing<>(new Outcome.Unavailable(true, reason));
    } catch (UntrustedException e) {
      return new ReadResult.Missing<>(new Outcome.Untrusted(String.valueOf(e.getMessage())));
    }
  }

  /** The outcome of a query. */
  static Outcome query(HttpAnswer answer) {
    ReadResult<Outcome> reading = reading(answer, Replies::queryReply);
    return reading instanceof ReadResult.Known<Outcome> known
        ? known.value()
        : ((ReadResult.Missing<Outcome>) reading).why();
  }

  private static Outcome queryReply(Bytes body) {
    CborMap reply = CborMap.read(body);
    return switch (reply.text("status")) {
      case "replied" -> new Outcome.Replied(reply.map("reply").bytes("arg"));
      case "rejected" -> rejection(reply);
      default -> throw new CborException("field status is neither replied nor rejected");
    };
  }

  /** A rejection in a body without a certificate. */
  static Outcome.Rejected rejection(CborMap body) {
    return new Outcome.Rejected(
        rejectCode(body.integer("reject_code")),
        body.optionalText("reject_message").orElse(""),
        body.optionalText("error_code").orElse(""),
        false);
  }

  /**
   * What a certificate tells about a call.
   *
   * @return empty while the call is under way or not known yet
   */
  static Optional<Outcome> requestStatus(Certificate certificate, Bytes requestId) {
    try {
      Optional<Bytes> status = field(certificate, requestId, "status");
      return switch (text(status)) {
        case "replied" -> Optional.of(reply(certificate, requestId));
        case "rejected" -> Optional.of(certifiedRejection(certificate, requestId));
        case "done" -> Optional.of(new Outcome.Unavailable(false, "the network forgot the reply"));
        default -> Optional.empty();
      };
    } catch (CborException e) {
      return Optional.of(new Outcome.Untrusted(String.valueOf(e.getMessage())));
    }
  }

  /** Why an answer of any status but 200 and 202 is none. */
  static Outcome failure(HttpAnswer answer) {
    if (answer instanceof Answered answered) {
      return failure(answered.status(), excerpt(answered.body()));
    }
    if (answer instanceof NotSent unsent) {
      return new Outcome.NotSent(unsent.reachable(), unsent.reason());
    }
    Failed failed = (Failed) answer;
    return new Outcome.Unavailable(failed.retry(), failed.reason());
  }

  /** Nobody vouches for a status: another machine, or the same one later, may answer better. */
  private static Outcome failure(int status, String text) {
    String reason = "HTTP " + status + (text.isEmpty() ? "" : ": " + text);
    return switch (status) {
      case BAD_REQUEST ->
          // Boundary nodes do not know where to send requests for canisters that do not exist.
          text.toLowerCase(Locale.ROOT).contains("canister_not_found")
              ? new Outcome.Rejected(Outcome.Rejected.DESTINATION_INVALID, text, "", false)
              : new Outcome.Refused(reason);
      case FORBIDDEN, CONTENT_TOO_LARGE -> new Outcome.Refused(reason);
      default -> new Outcome.Unavailable(true, reason);
    };
  }

  private static Outcome reply(Certificate certificate, Bytes requestId) {
    return field(certificate, requestId, "reply")
        .<Outcome>map(Outcome.Replied::new)
        .orElseGet(() -> new Outcome.Untrusted("a certificate of a reply without the reply"));
  }

  private static Outcome certifiedRejection(Certificate certificate, Bytes requestId) {
    Optional<Bytes> code = field(certificate, requestId, "reject_code");
    if (code.isEmpty()) {
      return new Outcome.Untrusted("a certificate of a rejection without its code");
    }
    return new Outcome.Rejected(
        rejectCode(certifiedNumber(code.get())),
        text(field(certificate, requestId, "reject_message")),
        text(field(certificate, requestId, "error_code")),
        true);
  }

  private static BigInteger certifiedNumber(Bytes leb128) {
    try {
      return BigInteger.valueOf(Leb128.readUnsigned64(leb128));
    } catch (IllegalArgumentException e) {
      throw new CborException("a certified number is malformed", e);
    }
  }

  private static int rejectCode(BigInteger code) {
    if (code.signum() < 0 || code.bitLength() > 31) {
      throw new CborException("field reject_code is " + code);
    }
    return code.intValue();
  }

  private static String text(Optional<Bytes> utf8) {
    try {
      return utf8.map(Bytes::toUtf8).orElse("");
    } catch (IllegalArgumentException e) {
      throw new CborException("a certified text is not UTF-8", e);
    }
  }

  private static Optional<Bytes> field(Certificate certificate, Bytes requestId, String name) {
    return certificate.lookup(REQUEST_STATUS, requestId, Bytes.utf8(name)).found();
  }

  /** The beginning of a body, as far as it is printable, for a log line. */
  private static String excerpt(Bytes body) {
    int end = Math.min(body.size(), LONGEST_REASON);
    StringBuilder text = new StringBuilder(end);
    for (int i = 0; i < end; i++) {
      char character = (char) (body.at(i) & 0xff);
      text.append(character >= ' ' && character <= '~' ? character : ' ');
    }
    return text.toString().strip();
  }
}
