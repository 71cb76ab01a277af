package icws.motoko;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is moved. Thread-safe. */
final class SettableClock extends Clock {
  /** Guarded by this. */
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");

  synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }

  /** Nanoseconds since 1970, as canisters and clients count time. */
  long nanos() {
    Instant instant = instant();
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("instants have no zone");
  }
}
