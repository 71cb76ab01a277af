package icws.gateway;

import icws.gateway.relay.CanisterAdmission;
import icws.gateway.relay.ClosingSettings;
import icws.gateway.relay.PollInterval;
import icws.gateway.relay.ProcessorShare;
import icws.gateway.relay.RelaySettings;
import icws.gateway.relay.RetryPolicy;
import icws.ic.Bytes;
import icws.ic.CertificateVerifier;
import icws.ic.HttpLimits;
import icws.ic.Principal;
import icws.ic.TrustedAuthorities;
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
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The keys, their defaults and their bounds. */
final class ConfigurationForm {
  private static final Logger LOG = System.getLogger(ConfigurationForm.class.getName());

  private static final String NETWORK = "icws.network";
  private static final String NETWORK_URL = "icws.network.url";
  private static final String ROOT_KEY = "icws.network.root-key";
  private static final String FETCH_ROOT_KEY = "icws.network.fetch-root-key";
  private static final String REQUESTS_PER_SECOND = "icws.network.requests-per-second";
  private static final String TRUSTED_CERTIFICATES = "icws.network.trusted-certificates";
  private static final String DEMO_CANISTER = "icws.demo.canister";
  private static final String CANISTERS = "icws.allowed-canisters";
  private static final String CANISTER_CLIENTS = "icws.limits.clients-per-canister";
  private static final String CLOSINGS = "icws.limits.closings";
  private static final String ORPHAN_AGE = "icws.record.orphan-age";
  private static final String INBOX_FRAMES = "icws.limits.inbox-frames";
  private static final String INBOX_BYTES = "icws.limits.inbox-bytes";
  private static final String INBOX_TOTAL_BYTES = "icws.limits.inbox-total-bytes";
  private static final String FIRST_FRAME_TIMEOUT = "icws.limits.first-frame-timeout";
  private static final String PROCESSOR_TIME = "icws.limits.processor-time-per-address";
  private static final String PROCESSOR_WAIT = "icws.limits.processor-wait";
  private static final String REQUESTS = "icws.limits.requests";
  private static final String REQUESTS_WAITING = "icws.limits.requests-waiting";
  private static final String SHORTEST_POLL = "icws.poll.shortest";
  private static final String LONGEST_POLL = "icws.poll.longest";
  private static final String FIRST_RETRY = "icws.retry.first";
  private static final String LONGEST_RETRY = "icws.retry.longest";
  private static final String RETRY_PATIENCE = "icws.retry.patience";
  private static final String CIRCUIT_COOLDOWN = "icws.circuit.cooldown";
  private static final String SHUTDOWN_GRACE = "icws.shutdown.grace";
  private static final String TYRUS_TIMER = "icws.server.tyrus-timer";
  private static final String UNKNOWN_KEYS = "icws.unknown-keys";
  private static final String LOG_SAMPLING = "icws.server.log-sampling";

  private static final URI MAINNET_URL = URI.create("https://icp-api.io");
  private static final int KIB = 1024;
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofHours(1);

  private final SettingSource source;
  private final SettingReader settings;

  /**
   * @param home the home directory of the process's user, as the Java machine has it
   */
  ConfigurationForm(SettingSource source, String home) {
    this.source = source;
    this.settings = new SettingReader(source, home);
  }

  ConfigurationForm(SettingSource source) {
    this(source, System.getProperty("user.home", ""));
  }

  /** The keys of all settings: those that are asked for where nothing is set. */
  static Set<String> keys() {
    Set<String> asked = new TreeSet<>();
    SettingSource nothing =
        key -> {
          asked.add(key);
          return Optional.empty();
        };
    GatewayConfiguration unused = new ConfigurationForm(nothing, "/").fill();
    return asked;
  }

  /**
   * Reads every setting.
   *
   * @throws ConfigurationException if one has a wrong value, or something is set that is none
   */
  GatewayConfiguration fill() {
    requireKnownKeys();
    EdgeForm edge = new EdgeForm(settings);
    IdentityForm own = new IdentityForm(settings);
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
        processors(ProcessorShare.usual()),
        requests,
        trustedCertificates(),
        relay(requests),
        settings.duration(SHUTDOWN_GRACE, Duration.ofSeconds(5), Duration.ZERO, LONGEST),
        settings.flag(TYRUS_TIMER, true),
        settings.flag(LOG_SAMPLING, true));
  }

  /** First of all, since whoever misspells one key may miss another. */
  private void requireKnownKeys() {
    String manner = settings.text(UNKNOWN_KEYS).orElse("refuse");
    if (!Set.of("refuse", "warn").contains(manner)) {
      throw ConfigurationException.wrongValue(UNKNOWN_KEYS, manner, "refuse or warn");
    }
    SettingNames names = source.names();
    if (names.equals(SettingNames.NONE)) {
      return;
    }
    List<String> unknown = new UnknownSettings(keys()).among(names);
    if (manner.equals("warn")) {
      unknown.forEach(sentence -> LOG.log(Level.WARNING, sentence));
    } else if (!unknown.isEmpty()) {
      throw new ConfigurationException(
          String.join("; ", unknown) + " (" + UNKNOWN_KEYS + "=warn starts all the same)");
    }
  }

  private NetworkConfiguration network() {
    String kind = settings.text(NETWORK).orElse("mainnet");
    return switch (kind) {
      case "mainnet" -> mainnet();
      case "custom" -> custom();
      default -> throw ConfigurationException.wrongValue(NETWORK, kind, "mainnet or custom");
    };
  }

  private NetworkConfiguration mainnet() {
    for (String key : Set.of(ROOT_KEY, FETCH_ROOT_KEY)) {
      settings
          .text(key)
          .ifPresent(
              text -> {
                throw ConfigurationException.wrongValue(
                    key, text, "only with " + NETWORK + "=custom; mainnet's key is built in");
              });
    }
    return new NetworkConfiguration.Mainnet(settings.httpUrl(NETWORK_URL).orElse(MAINNET_URL));
  }

  private NetworkConfiguration custom() {
    URI url =
        settings
            .httpUrl(NETWORK_URL)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        NETWORK_URL + " is missing; " + NETWORK + "=custom needs it"));
    Optional<String> rootKey = settings.text(ROOT_KEY);
    boolean fetch = settings.flag(FETCH_ROOT_KEY, false);
    if (rootKey.isPresent() == fetch) {
      throw new ConfigurationException(
          "%s=custom needs either %s (DER in hex) or %s=true%s"
              .formatted(NETWORK, ROOT_KEY, FETCH_ROOT_KEY, fetch ? ", not both" : ""));
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
          ROOT_KEY, hex, "a BLS12-381 key, its DER in hex (" + notAKey.getMessage() + ")");
    }
  }

  private Optional<Principal> demoCanister() {
    Optional<String> text = settings.text(DEMO_CANISTER);
    try {
      return text.map(Principal::parse);
    } catch (IllegalArgumentException notAPrincipal) {
      throw ConfigurationException.wrongValue(
          DEMO_CANISTER,
          text.orElseThrow(),
          "the id of a canister (" + notAPrincipal.getMessage() + ")");
    }
  }

  private ProcessorShare processors(ProcessorShare usual) {
    Duration least = Duration.ofMillis(1);
    return new ProcessorShare(
        settings.duration(PROCESSOR_TIME, usual.perSecond(), least, Duration.ofMinutes(1)),
        settings.duration(PROCESSOR_WAIT, usual.longestWait(), SHORTEST, LONGEST));
  }

  /** At least three of each: of two, one canister could have both. */
  private HttpLimits requests(HttpLimits usual) {
    return new HttpLimits(
        usual.connectTimeout(),
        usual.maxReplyBytes(),
        settings.whole(REQUESTS, usual.maxInFlight(), 3, 100_000),
        settings.whole(REQUESTS_WAITING, usual.maxWaiting(), 3, 1_000_000),
        settings.whole(REQUESTS_PER_SECOND, usual.requestsPerSecond(), 1, HttpLimits.UNLIMITED));
  }

  private @Nullable Path trustedCertificates() {
    Optional<Path> file = settings.path(TRUSTED_CERTIFICATES);
    if (file.isEmpty()) {
      return null;
    }
    try {
      // Whoever trusts them refuses what are none.
      SSLContext unused = TrustedAuthorities.ofFile(file.get());
      return file.get();
    } catch (IOException e) {
      throw ConfigurationException.wrongValue(
          TRUSTED_CERTIFICATES,
          file.get().toString(),
          "a readable file of certificates in PEM (" + e.getMessage() + ")");
    }
  }

  private RelaySettings relay(HttpLimits requests) {
    RelaySettings usual = RelaySettings.defaults();
    int inboxBytes = settings.whole(INBOX_BYTES, (int) usual.inboxBytes(), KIB, 256 * KIB * KIB);
    return new RelaySettings(
        settings.duration(FIRST_FRAME_TIMEOUT, usual.firstFrameTimeout(), SHORTEST, LONGEST),
        settings.whole(INBOX_FRAMES, usual.inboxFrames(), 1, 100_000),
        inboxBytes,
        inboxTotalBytes(inboxBytes, (int) usual.inboxTotalBytes()),
        canisters(usual.canisters()),
        pollInterval(usual.pollInterval()),
        retryPolicy(usual.retryPolicy()),
        closings(usual.closings(), requests),
        settings.duration(CIRCUIT_COOLDOWN, usual.circuitCooldown(), SHORTEST, LONGEST));
  }

  private int inboxTotalBytes(int inboxBytes, int usual) {
    int total = settings.whole(INBOX_TOTAL_BYTES, usual, KIB, Integer.MAX_VALUE);
    if (total < inboxBytes) {
      throw ConfigurationException.wrongValue(
          INBOX_TOTAL_BYTES,
          Integer.toString(total),
          "at least " + INBOX_BYTES + ", which is " + inboxBytes);
    }
    return total;
  }

  private CanisterAdmission canisters(CanisterAdmission usual) {
    String allowed = "* or a list of ids of canisters";
    String text = settings.gate(CANISTERS, allowed);
    int maxClients = settings.whole(CANISTER_CLIENTS, usual.maxClients(), 1, 1_000_000);
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
          CANISTERS, text, allowed + " (" + notAPrincipal.getMessage() + ")");
    }
  }

  private RetryPolicy retryPolicy(RetryPolicy usual) {
    Duration least = Duration.ofMillis(10);
    Duration first = settings.duration(FIRST_RETRY, usual.first(), least, LONGEST);
    return new RetryPolicy(
        first,
        notShorter(LONGEST_RETRY, usual.longest(), FIRST_RETRY, first),
        notShorter(RETRY_PATIENCE, usual.patience(), FIRST_RETRY, first));
  }

  /** Three of them at least, as above; a quarter of the requests leaves most to those who stay. */
  private ClosingSettings closings(ClosingSettings usual, HttpLimits requests) {
    return new ClosingSettings(
        settings.whole(CLOSINGS, usual.most(), 3, 1_000_000),
        Math.max(1, requests.maxInFlight() / 4),
        settings.duration(
            ORPHAN_AGE, usual.orphanAge(), Duration.ofSeconds(1), Duration.ofDays(365)));
  }

  private PollInterval pollInterval(PollInterval usual) {
    Duration least = Duration.ofMillis(10);
    Duration shortest = settings.duration(SHORTEST_POLL, usual.shortest(), least, LONGEST);
    Duration longest = notShorter(LONGEST_POLL, usual.longest(), SHORTEST_POLL, shortest);
    return new PollInterval(shortest, longest, usual.growth());
  }

  /** The duration under a key, which must be at least as long as the one under another key. */
  private Duration notShorter(String key, Duration usual, String otherKey, Duration other) {
    Duration value = settings.duration(key, usual, Duration.ofMillis(10), LONGEST);
    if (value.compareTo(other) < 0) {
      throw ConfigurationException.wrongValue(
          key, settings.shown(key, value), "at least " + otherKey + ", which is " + other);
    }
    return value;
  }
}
