package icws.ic.agent;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Which parties the network has asked to leave alone for a while, by a {@code Retry-After} with a
 * 429 or 503 (RFC 9110, section 10.2.3). A party is a canister, as in {@link RequestGate}: what is
 * asked about one holds nobody else's requests back.
 *
 * <p>{@link #CAPACITY} parties are remembered. Overflow policy: FORGET_OLDEST. Thread-safe.
 */
final class RetryAfter {

  /** The longest that is granted, whatever is asked for: the answer may be a liar's. */
  static final Duration LONGEST = Duration.ofMinutes(1);

  static final int CAPACITY = 1_000;

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVICE_UNAVAILABLE = 503;

  private final LongSupplier nanoClock;

  /** Guarded by this. By party, in the order in which they were asked for. */
  private final Map<String, Long> endNanos = new LinkedHashMap<>();

  RetryAfter(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** How long a party is to be left alone from now; empty if it may be asked. */
  synchronized Optional<Duration> left(String party) {
    Long end = endNanos.get(party);
    if (end == null) {
      return Optional.empty();
    }
    long left = end - nanoClock.getAsLong();
    if (left > 0) {
      return Optional.of(Duration.ofNanos(left));
    }
    endNanos.remove(party);
    return Optional.empty();
  }

  /** Notes what came of a request. */
  void answered(String party, int status, HttpHeaders headers) {
    if (status == TOO_MANY_REQUESTS || status == SERVICE_UNAVAILABLE) {
      asked(headers).ifPresent(pause -> hold(party, pause));
    }
  }

  private synchronized void hold(String party, Duration pause) {
    endNanos.remove(party);
    if (endNanos.size() == CAPACITY) {
      endNanos.remove(endNanos.keySet().iterator().next());
    }
    Duration granted = pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    endNanos.put(party, nanoClock.getAsLong() + granted.toNanos());
  }

  /** What is asked for, in seconds or up to a date by the server's own clock; empty if nothing. */
  private static Optional<Duration> asked(HttpHeaders headers) {
    return headers
        .firstValue("Retry-After")
        .map(String::strip)
        .flatMap(value -> seconds(value).or(() -> until(value, headers)))
        .filter(pause -> !pause.isNegative() && !pause.isZero());
  }

  private static Optional<Duration> seconds(String value) {
    try {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    } catch (NumberFormatException notSeconds) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> until(String value, HttpHeaders headers) {
    return headers
        .firstValue("Date")
        .flatMap(RetryAfter::date)
        .flatMap(now -> date(value).map(end -> Duration.between(now, end)));
  }

  private static Optional<ZonedDateTime> date(String value) {
    try {
      return Optional.of(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
    } catch (DateTimeParseException notDate) {
      return Optional.empty();
    }
  }
}
