package icws.gateway;

import icws.gateway.relay.Backoff;
import icws.gateway.relay.CanisterAdmission;
import icws.gateway.relay.Pace;
import icws.gateway.relay.ProcessorShare;
import icws.gateway.relay.RelaySettings;
import icws.ic.Bytes;
import icws.ic.CertificateVerifier;
import icws.ic.HttpLimits;
import icws.ic.Principal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The keys, their defaults and their bounds. */
final class ConfigurationForm {
  private static final String NETWORK = "icws.network";
  private static final String NETWORK_URL = "icws.network.url";
  private static final String ROOT_KEY = "icws.network.root-key";
  private static final String FETCH_ROOT_KEY = "icws.network.fetch-root-key";
  private static final String IDENTITY_FILE = "icws.identity.file";
  static final String RECORD_FILE = "icws.record.file";
  static final String RECORD_DATASOURCE = "icws.record.datasource";
  private static final String DEMO_CANISTER = "icws.demo.canister";
  private static final String CANISTERS = "icws.allowed-canisters";
  private static final String CANISTER_CLIENTS = "icws.limits.clients-per-canister";
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

  private static final URI MAINNET_URL = URI.create("https://icp-api.io");
  private static final int KIB = 1024;
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofHours(1);

  private final SettingReader settings;

  ConfigurationForm(SettingSource source) {
    this.settings = new SettingReader(source);
  }

  GatewayConfiguration fill() {
    EdgeForm edge = new EdgeForm(settings);
    Path identityFile = settings.path(IDENTITY_FILE, defaultIdentityFile());
    return new GatewayConfiguration(
        network(),
        identityFile,
        record(identityFile),
        demoCanister().orElse(null),
        edge.origins(),
        edge.rootProtocol(),
        edge.proxies(),
        edge.limits(),
        processors(ProcessorShare.usual()),
        requests(HttpLimits.defaults()),
        relay(),
        settings.duration(SHUTDOWN_GRACE, Duration.ofSeconds(5), Duration.ZERO, LONGEST),
        settings.flag(TYRUS_TIMER, true));
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

  private static Path defaultIdentityFile() {
    return Path.of(System.getProperty("user.home"), ".icws", "icws-identity.pem");
  }

  /** The record belongs to the identity: canisters let nobody else close its clients. */
  private RecordConfiguration record(Path identityFile) {
    Optional<String> dataSource = settings.text(RECORD_DATASOURCE);
    Optional<String> file = settings.text(RECORD_FILE);
    if (dataSource.isPresent() && file.isPresent()) {
      throw ConfigurationException.wrongValue(
          RECORD_FILE, file.get(), "only without " + RECORD_DATASOURCE);
    }
    if (dataSource.isPresent()) {
      return new RecordConfiguration.Named(dataSource.get());
    }
    String name = String.valueOf(identityFile.getFileName()).replaceFirst("\\.pem$", "");
    return new RecordConfiguration.File(
        settings.path(RECORD_FILE, identityFile.resolveSibling(name + ".sessions")));
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
        settings.whole(REQUESTS_WAITING, usual.maxWaiting(), 3, 1_000_000));
  }

  private RelaySettings relay() {
    RelaySettings usual = RelaySettings.defaults();
    int inboxBytes = settings.whole(INBOX_BYTES, (int) usual.inboxBytes(), KIB, 256 * KIB * KIB);
    return new RelaySettings(
        settings.duration(FIRST_FRAME_TIMEOUT, usual.firstFrameTimeout(), SHORTEST, LONGEST),
        settings.whole(INBOX_FRAMES, usual.inboxFrames(), 1, 100_000),
        inboxBytes,
        inboxTotalBytes(inboxBytes, (int) usual.inboxTotalBytes()),
        canisters(usual.canisters()),
        pace(usual.pace()),
        backoff(usual.backoff()),
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
    String text = settings.text(CANISTERS).orElse("*");
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
          CANISTERS, text, "* or a list of ids of canisters (" + notAPrincipal.getMessage() + ")");
    }
  }

  private Backoff backoff(Backoff usual) {
    Duration least = Duration.ofMillis(10);
    Duration first = settings.duration(FIRST_RETRY, usual.first(), least, LONGEST);
    return new Backoff(
        first,
        notShorter(LONGEST_RETRY, usual.longest(), FIRST_RETRY, first),
        notShorter(RETRY_PATIENCE, usual.patience(), FIRST_RETRY, first));
  }

  private Pace pace(Pace usual) {
    Duration least = Duration.ofMillis(10);
    Duration shortest = settings.duration(SHORTEST_POLL, usual.shortest(), least, LONGEST);
    Duration longest = notShorter(LONGEST_POLL, usual.longest(), SHORTEST_POLL, shortest);
    return new Pace(shortest, longest, usual.growth());
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
