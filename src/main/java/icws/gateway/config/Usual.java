package icws.gateway.config;

import icws.gateway.relay.RelaySettings;
import icws.ic.agent.HttpLimits;
import java.time.Duration;

/** Numbers of which {@link Setting} is made: an enum's constants come before its own. */
final class Usual {
  static final RelaySettings RELAY = RelaySettings.defaults();
  static final HttpLimits HTTP = HttpLimits.defaults();

  static final int KIB = 1024;
  static final int MIB = 1024 * KIB;
  static final int MILLION = 1_000_000;
  static final int MOST = Integer.MAX_VALUE;

  static final Duration HUNDREDTH = Duration.ofMillis(10);
  static final Duration TENTH = Duration.ofMillis(100);
  static final Duration SECOND = Duration.ofSeconds(1);
  static final Duration HOUR = Duration.ofHours(1);
  static final Duration YEAR = Duration.ofDays(365);

  private Usual() {}
}
