package icws.gateway;

import icws.gateway.edge.AddressRange;
import icws.gateway.edge.AllowedOrigins;
import icws.gateway.edge.EdgeLimits;
import icws.gateway.edge.ForwardingHeader;
import icws.gateway.edge.FrameRate;
import icws.gateway.edge.OpeningLimits;
import icws.gateway.edge.OutboxLimits;
import icws.gateway.edge.RootProtocol;
import icws.gateway.edge.TrustedProxies;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The keys of the sockets' settings, their defaults and their bounds. */
final class EdgeForm {
  private static final String ORIGINS = "icws.allowed-origins";
  private static final String ROOT_PROTOCOL = "icws.root-protocol";
  private static final String PROXIES = "icws.proxies.trusted";
  private static final String PROXY_HEADER = "icws.proxies.header";
  private static final String CONNECTIONS = "icws.limits.connections";
  private static final String ADDRESS_CONNECTIONS = "icws.limits.connections-per-address";
  private static final String OPENINGS_PER_SECOND = "icws.limits.openings-per-second";
  private static final String OPENING_BURST = "icws.limits.opening-burst";
  private static final String FRAME_TIMEOUT = "icws.limits.frame-timeout";
  private static final String UNFINISHED_TOTAL_BYTES = "icws.limits.unfinished-total-bytes";
  private static final String FRAME_BYTES = "icws.limits.frame-bytes";
  private static final String FRAMES_PER_SECOND = "icws.limits.frames-per-second";
  private static final String FRAME_BURST = "icws.limits.frame-burst";
  private static final String OUTBOX_BYTES = "icws.limits.outbox-bytes";
  private static final String OUTBOX_TOTAL_BYTES = "icws.limits.outbox-total-bytes";
  private static final String IDLE_TIMEOUT = "icws.limits.idle-timeout";
  private static final String PING_INTERVAL = "icws.limits.ping-interval";
  private static final String SEND_TIMEOUT = "icws.limits.send-timeout";
  private static final String SEND_RATE = "icws.limits.send-rate";
  private static final String CONNECTION_AGE = "icws.limits.connection-age";

  private static final int KIB = 1024;
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofHours(1);

  private final SettingReader settings;

  EdgeForm(SettingReader settings) {
    this.settings = settings;
  }

  AllowedOrigins origins() {
    String allowed = "* or a list such as https://a.example,https://*.b.example";
    String text = settings.gate(ORIGINS, allowed);
    try {
      return AllowedOrigins.parse(text);
    } catch (IllegalArgumentException noOrigin) {
      throw ConfigurationException.wrongValue(
          ORIGINS, text, allowed + "; " + noOrigin.getMessage());
    }
  }

  RootProtocol rootProtocol() {
    return choice(ROOT_PROTOCOL, RootProtocol.V1, "v1, poc or none");
  }

  TrustedProxies proxies() {
    ForwardingHeader header =
        choice(PROXY_HEADER, ForwardingHeader.X_FORWARDED_FOR, "x-forwarded-for or forwarded");
    Optional<String> text = settings.text(PROXIES);
    if (text.isEmpty()) {
      return new TrustedProxies(List.of(), header);
    }
    List<Optional<AddressRange>> ranges =
        SettingReader.listed(text.get()).stream().map(AddressRange::parse).toList();
    if (ranges.stream().anyMatch(Optional::isEmpty)) {
      throw ConfigurationException.wrongValue(
          PROXIES,
          text.get(),
          "a list of addresses and ranges such as 192.0.2.1,10.0.0.0/8,fd00::/8");
    }
    return new TrustedProxies(ranges.stream().flatMap(Optional::stream).toList(), header);
  }

  EdgeLimits limits() {
    Duration idle =
        settings.duration(IDLE_TIMEOUT, Duration.ofSeconds(60), Duration.ofMillis(200), LONGEST);
    int frameBytes = settings.whole(FRAME_BYTES, 256 * KIB, KIB, EdgeLimits.FRAME_BYTES_CEILING);
    return new EdgeLimits(
        settings.whole(CONNECTIONS, 10_000, 1, 1_000_000),
        settings.whole(ADDRESS_CONNECTIONS, 1_000, 1, 1_000_000),
        new OpeningLimits(
            settings.whole(OPENINGS_PER_SECOND, 50, 1, 1_000_000),
            settings.whole(OPENING_BURST, 1_000, 1, 1_000_000)),
        frameBytes,
        new FrameRate(
            settings.whole(FRAMES_PER_SECOND, 200, 1, 1_000_000),
            settings.whole(FRAME_BURST, 2_048, 1, 1_000_000)),
        settings.duration(FRAME_TIMEOUT, Duration.ofSeconds(20), SHORTEST, LONGEST),
        unfinishedBytes(frameBytes),
        outbox(),
        idle,
        pingInterval(idle),
        settings.duration(CONNECTION_AGE, Duration.ofHours(24), SHORTEST, Duration.ofDays(365)));
  }

  /** No client may hold more than is left for the others. */
  private int unfinishedBytes(int frameBytes) {
    int total = settings.whole(UNFINISHED_TOTAL_BYTES, 16 * KIB * KIB, KIB, Integer.MAX_VALUE);
    if (total < 2 * frameBytes) {
      throw ConfigurationException.wrongValue(
          UNFINISHED_TOTAL_BYTES,
          Integer.toString(total),
          "at least twice " + FRAME_BYTES + ", which is " + frameBytes);
    }
    return total;
  }

  private OutboxLimits outbox() {
    int bytes = settings.whole(OUTBOX_BYTES, 1024 * KIB, KIB, 256 * KIB * KIB);
    int total = settings.whole(OUTBOX_TOTAL_BYTES, 128 * KIB * KIB, KIB, Integer.MAX_VALUE);
    if (total < bytes) {
      throw ConfigurationException.wrongValue(
          OUTBOX_TOTAL_BYTES,
          Integer.toString(total),
          "at least " + OUTBOX_BYTES + ", which is " + bytes);
    }
    return new OutboxLimits(
        bytes,
        total,
        settings.duration(SEND_TIMEOUT, Duration.ofSeconds(4), SHORTEST, LONGEST),
        settings.whole(SEND_RATE, 16 * KIB, 1, Integer.MAX_VALUE));
  }

  private Duration pingInterval(Duration idle) {
    Duration ping = settings.duration(PING_INTERVAL, Duration.ofSeconds(20), SHORTEST, LONGEST);
    if (ping.compareTo(idle) >= 0) {
      throw ConfigurationException.wrongValue(
          PING_INTERVAL,
          settings.shown(PING_INTERVAL, ping),
          "less than " + IDLE_TIMEOUT + ", which is " + idle);
    }
    return ping;
  }

  /** The constant whose text the setting is. */
  private <E extends Enum<E>> E choice(String key, E otherwise, String allowed) {
    String text = settings.text(key).orElse(otherwise.toString());
    return Arrays.stream(otherwise.getDeclaringClass().getEnumConstants())
        .filter(constant -> constant.toString().equals(text))
        .findFirst()
        .orElseThrow(() -> ConfigurationException.wrongValue(key, text, allowed));
  }
}
