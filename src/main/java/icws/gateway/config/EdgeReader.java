package icws.gateway.config;

import icws.gateway.edge.AddressRange;
import icws.gateway.edge.AllowedOrigins;
import icws.gateway.edge.EdgeLimits;
import icws.gateway.edge.ForwardingHeader;
import icws.gateway.edge.FrameRate;
import icws.gateway.edge.OpeningLimits;
import icws.gateway.edge.OutboxLimits;
import icws.gateway.edge.RootProtocol;
import icws.gateway.edge.TrustedProxies;
import icws.ic.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the settings of the sockets. */
final class EdgeReader {

  private final SettingReader settings;

  EdgeReader(SettingReader settings) {
    this.settings = settings;
  }

  AllowedOrigins origins() {
    String allowed = "* or a list such as https://a.example,https://*.b.example";
    String text = settings.gate(Setting.ORIGINS, allowed);
    try {
      return AllowedOrigins.parse(text);
    } catch (IllegalArgumentException noOrigin) {
      throw ConfigurationException.wrongValue(
          Setting.ORIGINS, text, allowed + "; " + noOrigin.getMessage());
    }
  }

  RootProtocol rootProtocol() {
    return settings.choice(Setting.ROOT_PROTOCOL, RootProtocol.class);
  }

  TrustedProxies proxies() {
    ForwardingHeader header = settings.choice(Setting.PROXY_HEADER, ForwardingHeader.class);
    Optional<String> text = settings.text(Setting.PROXIES);
    if (text.isEmpty()) {
      return new TrustedProxies(List.of(), header);
    }
    List<Optional<AddressRange>> ranges =
        SettingReader.listed(text.get()).stream().map(AddressRange::parse).toList();
    if (ranges.stream().anyMatch(Optional::isEmpty)) {
      throw ConfigurationException.wrongValue(
          Setting.PROXIES,
          text.get(),
          "a list of addresses and ranges such as 192.0.2.1,10.0.0.0/8,fd00::/8");
    }
    return new TrustedProxies(ranges.stream().flatMap(Optional::stream).toList(), header);
  }

  EdgeLimits limits() {
    Duration idle = settings.duration(Setting.IDLE_TIMEOUT);
    int frameBytes = settings.whole(Setting.FRAME_BYTES);
    return new EdgeLimits(
        settings.whole(Setting.CONNECTIONS),
        settings.whole(Setting.ADDRESS_CONNECTIONS),
        new OpeningLimits(
            settings.whole(Setting.OPENINGS_PER_SECOND), settings.whole(Setting.OPENING_BURST)),
        frameBytes,
        new FrameRate(
            settings.whole(Setting.FRAMES_PER_SECOND), settings.whole(Setting.FRAME_BURST)),
        settings.duration(Setting.FRAME_TIMEOUT),
        unfinishedBytes(frameBytes),
        outbox(),
        idle,
        pingInterval(idle),
        settings.duration(Setting.CONNECTION_AGE));
  }

  /** No client may hold more than is left for the others. */
  private int unfinishedBytes(int frameBytes) {
    int total = settings.whole(Setting.UNFINISHED_TOTAL_BYTES);
    if (total < 2 * frameBytes) {
      throw ConfigurationException.wrongValue(
          Setting.UNFINISHED_TOTAL_BYTES,
          Integer.toString(total),
          "at least twice " + Setting.FRAME_BYTES + ", which is " + frameBytes);
    }
    return total;
  }

  private OutboxLimits outbox() {
    int bytes = settings.whole(Setting.OUTBOX_BYTES);
    int total = settings.whole(Setting.OUTBOX_TOTAL_BYTES);
    if (total < bytes) {
      throw ConfigurationException.tooLittle(
          Setting.OUTBOX_TOTAL_BYTES, Integer.toString(total), Setting.OUTBOX_BYTES, bytes);
    }
    return new OutboxLimits(
        bytes, total, settings.duration(Setting.SEND_TIMEOUT), settings.whole(Setting.SEND_RATE));
  }

  private Duration pingInterval(Duration idle) {
    Duration ping = settings.duration(Setting.PING_INTERVAL);
    if (ping.compareTo(idle) >= 0) {
      throw ConfigurationException.wrongValue(
          Setting.PING_INTERVAL,
          settings.shown(Setting.PING_INTERVAL, ping),
          "less than " + Setting.IDLE_TIMEOUT + ", which is " + DurationText.of(idle));
    }
    return ping;
  }
}
