package icws.gateway.config;

import icws.gateway.relay.CanisterAdmission;
import icws.gateway.relay.ClosingSettings;
import icws.gateway.relay.PollInterval;
import icws.gateway.relay.RelaySettings;
import icws.gateway.relay.RetryPolicy;
import icws.gateway.relay.session.ProcessorShare;
import icws.ic.Bytes;
import icws.ic.DurationText;
import icws.ic.Principal;
import icws.ic.agent.HttpLimits;
import icws.ic.agent.TrustedAuthorities;
import icws.ic.certificate.CertificateVerifier;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Reads every {@link Setting}, and what holds between them. */
final class ConfigurationReader {
  private static final Logger LOG = System.getLogger(ConfigurationReader.class.getName());

  private static final URI MAINNET_URL = URI.create("https://icp-api.io");

  private final SettingSource source;
  private final SettingReader settings;

  /**
   * @param home the home directory of the process's user, as the Java machine has it
   */
  ConfigurationReader(SettingSource source, String home) {
    this.source = source;
    this.settings = new SettingReader(source, home);
  }

  ConfigurationReader(SettingSource source) {
    this(source, System.getProperty("user.home", ""));
  }

  /**
   * Reads every setting.
   *
   * @throws ConfigurationException if one has a wrong value, or something is set that is none
   */
  GatewayConfiguration fill() {
    requireKnownKeys();
    EdgeReader edge = new EdgeReader(settings);
    IdentityReader own = new IdentityReader(settings);
    IdentityConfiguration identity = own.identity();
    HttpLimits requests = requests(HttpLimits.defaults());
    return new GatewayConfiguration(
        network(),
        identity,
        own.record(identity.file()),
        demoCanister().orElse(null),
        edge.origins(),
        edge.rootProtocol(),
        edge.proxies(),
        edge.limits(),
        processors(),
        requests,
        trustedCertificates(),
        relay(requests),
        settings.duration(Setting.SHUTDOWN_GRACE),
        settings.flag(Setting.TYRUS_TIMER),
        settings.flag(Setting.LOG_SAMPLING));
  }

  /** First of all, since whoever misspells one key may miss another. */
  private void requireKnownKeys() {
    String manner = settings.choice(Setting.UNKNOWN_KEYS);
    SettingNames names = source.names();
    if (names.equals(SettingNames.NONE)) {
      return;
    }
    List<String> unknown = new UnknownSettings(Setting.keys()).among(names);
    if (manner.equals("warn")) {
      unknown.forEach(sentence -> LOG.log(Level.WARNING, sentence));
    } else if (!unknown.isEmpty()) {
      throw new ConfigurationException(
          String.join("; ", unknown) + " (" + Setting.UNKNOWN_KEYS + "=warn starts all the same)");
    }
  }

  private NetworkConfiguration network() {
    return settings.choice(Setting.NETWORK).equals("mainnet") ? mainnet() : custom();
  }

  private NetworkConfiguration mainnet() {
    for (Setting key : Set.of(Setting.ROOT_KEY, Setting.FETCH_ROOT_KEY)) {
      settings
          .text(key)
          .ifPresent(
              text -> {
                throw ConfigurationException.wrongValue(
                    key,
                    text,
                    "only with " + Setting.NETWORK + "=custom; mainnet's key is built in");
              });
    }
    return new NetworkConfiguration.Mainnet(
        settings.httpUrl(Setting.NETWORK_URL).orElse(MAINNET_URL));
  }

  private NetworkConfiguration custom() {
    URI url =
        settings
            .httpUrl(Setting.NETWORK_URL)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        Setting.NETWORK_URL
                            + " is missing; "
                            + Setting.NETWORK
                            + "=custom needs it"));
    Optional<String> rootKey = settings.text(Setting.ROOT_KEY);
    boolean fetch = settings.flag(Setting.FETCH_ROOT_KEY);
    if (rootKey.isPresent() == fetch) {
      throw new ConfigurationException(
          "%s=custom needs either %s (DER in hex) or %s=true%s"
              .formatted(
                  Setting.NETWORK,
                  Setting.ROOT_KEY,
                  Setting.FETCH_ROOT_KEY,
                  fetch ? ", not both" : ""));
    }
    return rootKey.isPresent()
        ? new NetworkConfiguration.CustomWithKey(url, rootKey(rootKey.get()))
        : new NetworkConfiguration.CustomFetchingKey(url);
  }

  private static Bytes rootKey(String hex) {
    try {
      Bytes key = Bytes.ofHex(hex);
      // Whoever verifies with it refuses what is not a key.
      CertificateVerifier unused =
          new CertificateVerifier(key, Clock.systemUTC(), CertificateVerifier.DEFAULT_MAX_AGE);
      return key;
    } catch (IllegalArgumentException notAKey) {
      throw ConfigurationException.wrongValue(
          Setting.ROOT_KEY, hex, "a BLS12-381 key, its DER in hex (" + notAKey.getMessage() + ")");
    }
  }

  private Optional<Principal> demoCanister() {
    Optional<String> text = settings.text(Setting.DEMO_CANISTER);
    try {
      return text.map(Principal::parse);
    } catch (IllegalArgumentException notAPrincipal) {
      throw ConfigurationException.wrongValue(
          Setting.DEMO_CANISTER,
          text.orElseThrow(),
          "the id of a canister (" + notAPrincipal.getMessage() + ")");
    }
  }

  private ProcessorShare processors() {
    return new ProcessorShare(
        settings.duration(Setting.PROCESSOR_TIME), settings.duration(Setting.PROCESSOR_WAIT));
  }

  /** At least three of each: of two, one canister could have both. */
  private HttpLimits requests(HttpLimits usual) {
    return new HttpLimits(
        usual.connectTimeout(),
        usual.maxReplyBytes(),
        settings.whole(Setting.REQUESTS),
        settings.whole(Setting.REQUESTS_WAITING),
        settings.whole(Setting.REQUESTS_PER_SECOND));
  }

  private @Nullable Path trustedCertificates() {
    Optional<Path> file = settings.path(Setting.TRUSTED_CERTIFICATES);
    if (file.isEmpty()) {
      return null;
    }
    try {
      // Whoever trusts them refuses what are none.
      SSLContext unused = TrustedAuthorities.ofFile(file.get());
      return file.get();
    } catch (IOException e) {
      throw ConfigurationException.wrongValue(
          Setting.TRUSTED_CERTIFICATES,
          file.get().toString(),
          "a readable file of certificates in PEM (" + e.getMessage() + ")");
    }
  }

  private RelaySettings relay(HttpLimits requests) {
    RelaySettings usual = RelaySettings.defaults();
    int inboxBytes = settings.whole(Setting.INBOX_BYTES);
    return new RelaySettings(
        settings.duration(Setting.FIRST_FRAME_TIMEOUT),
        settings.whole(Setting.INBOX_FRAMES),
        inboxBytes,
        inboxTotalBytes(inboxBytes),
        canisters(),
        pollInterval(usual.pollInterval()),
        retryPolicy(),
        closings(requests),
        settings.duration(Setting.CIRCUIT_COOLDOWN));
  }

  private int inboxTotalBytes(int inboxBytes) {
    int total = settings.whole(Setting.INBOX_TOTAL_BYTES);
    if (total < inboxBytes) {
      throw ConfigurationException.tooLittle(
          Setting.INBOX_TOTAL_BYTES, Integer.toString(total), Setting.INBOX_BYTES, inboxBytes);
    }
    return total;
  }

  private CanisterAdmission canisters() {
    String allowed = "* or a list of ids of canisters";
    String text = settings.gate(Setting.CANISTERS, allowed);
    int maxClients = settings.whole(Setting.CANISTER_CLIENTS);
    if (text.equals("*")) {
      return new CanisterAdmission(Set.of(), maxClients);
    }
    try {
      return new CanisterAdmission(
          SettingReader.listed(text).stream()
              .map(Principal::parse)
              .collect(Collectors.toUnmodifiableSet()),
          maxClients);
    } catch (IllegalArgumentException notAPrincipal) {
      throw ConfigurationException.wrongValue(
          Setting.CANISTERS, text, allowed + " (" + notAPrincipal.getMessage() + ")");
    }
  }

  private RetryPolicy retryPolicy() {
    Duration first = settings.duration(Setting.FIRST_RETRY);
    return new RetryPolicy(
        first,
        notShorter(Setting.LONGEST_RETRY, Setting.FIRST_RETRY, first),
        notShorter(Setting.RETRY_PATIENCE, Setting.FIRST_RETRY, first));
  }

  /** Three of them at least, as above; a quarter of the requests leaves most to those who stay. */
  private ClosingSettings closings(HttpLimits requests) {
    return new ClosingSettings(
        settings.whole(Setting.CLOSINGS),
        Math.max(1, requests.maxInFlight() / 4),
        settings.duration(Setting.ORPHAN_AGE));
  }

  private PollInterval pollInterval(PollInterval usual) {
    Duration shortest = settings.duration(Setting.SHORTEST_POLL);
    Duration longest = notShorter(Setting.LONGEST_POLL, Setting.SHORTEST_POLL, shortest);
    return new PollInterval(shortest, longest, usual.growth());
  }

  /** A duration that must be at least as long as another one. */
  private Duration notShorter(Setting setting, Setting otherSetting, Duration other) {
    Duration value = settings.duration(setting);
    if (value.compareTo(other) < 0) {
      throw ConfigurationException.tooLittle(
          setting, settings.shown(setting, value), otherSetting, DurationText.of(other));
    }
    return value;
  }
}
