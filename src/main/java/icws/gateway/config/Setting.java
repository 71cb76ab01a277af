package icws.gateway.config;

import static icws.gateway.config.Usual.HOUR;
import static icws.gateway.config.Usual.HTTP;
import static icws.gateway.config.Usual.HUNDREDTH;
import static icws.gateway.config.Usual.KIB;
import static icws.gateway.config.Usual.MIB;
import static icws.gateway.config.Usual.MILLION;
import static icws.gateway.config.Usual.MOST;
import static icws.gateway.config.Usual.RELAY;
import static icws.gateway.config.Usual.SECOND;
import static icws.gateway.config.Usual.TENTH;
import static icws.gateway.config.Usual.YEAR;

import icws.gateway.edge.EdgeLimits;
import icws.gateway.edge.RootProtocol;
import icws.gateway.relay.session.ProcessorShare;
import icws.ic.agent.HttpLimits;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Everything that an operator can set: key, default and bounds, and what it is for. What is read,
 * README's table and what counts as a misspelt key follow from here.
 */
enum Setting {
  NETWORK(
      "icws.network",
      Kind.oneOf("mainnet", "custom"),
      "`mainnet`: the root key is built in. `custom`: any other network, whatever its URL "
          + "looks like"),
  NETWORK_URL(
      "icws.network.url",
      Kind.text("`https://icp-api.io`"),
      "where the network answers; `custom` needs it"),
  ROOT_KEY("icws.network.root-key", Kind.text(""), "`custom` only: its root key, DER in hex"),
  FETCH_ROOT_KEY(
      "icws.network.fetch-root-key",
      Kind.flag(false),
      "`custom` only, instead of the key: ask the network itself, that is, trust it"),
  REQUESTS_PER_SECOND(
      "icws.network.requests-per-second",
      Kind.whole(HTTP.requestsPerSecond(), 1, HttpLimits.UNLIMITED),
      "requests that go to the network in a second, after a rest twice as many at once, on "
          + "whatever network. The Internet Computer's nodes drop for ten minutes the packets of "
          + "an address that asks for more than 300. Beyond, requests wait: the calls of open "
          + "sessions go first, then polls of canisters with a reason to expect messages, then "
          + "whatever openings and closings ask for, then polls of silent canisters; none "
          + "starves. For a network of your own, `1000000` lifts it"),
  TRUSTED_CERTIFICATES(
      "icws.network.trusted-certificates",
      Kind.text("those the Java machine trusts"),
      "a file of certificates in PEM: the only ones that vouch for the network's `https` "
          + "address"),
  IDENTITY_FILE(
      "icws.identity.file",
      Kind.text("`~/.icws/icws-identity.pem`"),
      "the gateway's private key, made if there is none; see below"),
  PASSPHRASE_FILE(
      "icws.identity.passphrase-file",
      Kind.text(""),
      "a file with the passphrase of that key, one line; a key that is made is encrypted "
          + "with it"),
  PASSPHRASE(
      "icws.identity.passphrase", Kind.text(""), "the passphrase itself, instead of that file"),
  GROUP_READABLE(
      "icws.identity.group-readable",
      Kind.flag(false),
      "`true`: the group of those two files may read them, too. Nobody else ever may"),
  RECORD_FILE(
      "icws.record.file",
      Kind.text("the identity's file with `.sessions` in place of `.pem`"),
      "the record of open sessions, a database of one file, to which `.mv.db` is appended. "
          + "Keep it with the identity; where that is on a read-only mount, name another place"),
  RECORD_DATASOURCE(
      "icws.record.datasource",
      Kind.text(""),
      "the JNDI name of a DataSource of the server, instead of that file, for example one "
          + "of PostgreSQL"),
  ORPHAN_AGE(
      "icws.record.orphan-age",
      Kind.duration(RELAY.closings().orphanAge(), SECOND, YEAR),
      "how long a canister is told that a client has gone which has no session any more, "
          + "at most `8760h`. Then the client is struck from the record, with a line in the log; "
          + "at its canister it stays until its term there ends"),
  ORIGINS(
      "icws.allowed-origins",
      Kind.text("`*`"),
      "`https://a.example,https://*.b.example`: pages that may connect; see below"),
  DEMO_CANISTER(
      "icws.demo.canister",
      Kind.text(""),
      "the canister of the demo page; one of both protocols, if the page is to offer both"),
  ROOT_PROTOCOL(
      "icws.root-protocol",
      Kind.oneOf(RootProtocol.values()),
      "what is spoken on WebSockets at `/`: `v1`, `poc` or `none`, which refuses the "
          + "upgrade with 404"),
  CANISTERS(
      "icws.allowed-canisters",
      Kind.text("`*`"),
      "a list of canister ids: the canisters served; 4403 for any other"),
  PROXIES(
      "icws.proxies.trusted",
      Kind.text(""),
      "`192.0.2.1,10.0.0.0/8,fd00::/8`: the proxies in front of the gateway. What they say "
          + "about the address of a client counts; without them it is whoever connects"),
  PROXY_HEADER(
      "icws.proxies.header",
      Kind.oneOf("x-forwarded-for", "forwarded"),
      "the header in which they say it, `x-forwarded-for` or `forwarded` (RFC 7239). They "
          + "must append to it or set it; the other header is never looked at"),
  CONNECTIONS(
      "icws.limits.connections",
      Kind.whole(10_000, 1, MILLION),
      "sockets, from the upgrade to the end of the connection; 503 beyond"),
  ADDRESS_CONNECTIONS(
      "icws.limits.connections-per-address",
      Kind.whole(1_000, 1, MILLION),
      "of one client address, where a /64 network of IPv6 is one; 429 beyond. Behind a "
          + "proxy that is not in `icws.proxies.trusted`, all clients are one address"),
  OPENINGS_PER_SECOND(
      "icws.limits.openings-per-second",
      Kind.whole(50, 1, MILLION),
      "sockets that one client address opens, as above, in the long run; 429 beyond"),
  OPENING_BURST("icws.limits.opening-burst", Kind.whole(1_000, 1, MILLION), "the same at once"),
  CANISTER_CLIENTS(
      "icws.limits.clients-per-canister",
      Kind.whole(RELAY.canisters().maxClients(), 1, MILLION),
      "of one canister in one protocol; 1013 beyond"),
  CLOSINGS(
      "icws.limits.closings",
      Kind.whole(RELAY.closings().most(), 3, MILLION),
      "clients that have left and whose canisters are still being told; 503 beyond, and "
          + "1013 for who has a socket already. Of one canister never more than are left for the "
          + "others, about half: its new clients get 1013 beyond. Of one address never more than "
          + "`icws.limits.connections-per-address`: 429 beyond. And as many orphans: beyond, the "
          + "oldest of the canisters that have most are given up; half of them at one canister, "
          + "and its new clients get 1013"),
  FRAME_BYTES(
      "icws.limits.frame-bytes",
      Kind.whole(256 * KIB, KIB, EdgeLimits.FRAME_BYTES_CEILING),
      "a frame from a client; 1009 beyond"),
  FRAME_TIMEOUT(
      "icws.limits.frame-timeout",
      Kind.duration(Duration.ofSeconds(20), TENTH, HOUR),
      "for a frame, or a message of several frames, to come to its end; 1008 beyond"),
  UNFINISHED_TOTAL_BYTES(
      "icws.limits.unfinished-total-bytes",
      Kind.whole(16 * MIB, KIB, MOST),
      "memory of messages of all clients that have begun and not ended, at least twice "
          + "`icws.limits.frame-bytes`. None may hold more than is left for the others; 1013 "
          + "beyond"),
  FRAMES_PER_SECOND(
      "icws.limits.frames-per-second",
      Kind.whole(200, 1, MILLION),
      "of one client in the long run, fragments, pings and pongs included; 1008 beyond"),
  FRAME_BURST(
      "icws.limits.frame-burst",
      Kind.whole(2_048, 1, MILLION),
      "of one client at once. The default is what an inbox takes, so that 1,000 messages "
          + "back to back are no offence"),
  PROCESSOR_TIME(
      "icws.limits.processor-time-per-address",
      Kind.duration(
          ProcessorShare.usual().perSecond(), Duration.ofMillis(1), Duration.ofMinutes(1)),
      "of each second, what the frames of one client address may take of the processors, "
          + "where a /64 network of IPv6 is one; a second's worth is in store. A frame that "
          + "finds none left waits; see [below](#what-a-frame-costs). Behind a proxy that is not "
          + "in `icws.proxies.trusted`, all clients share it"),
  PROCESSOR_WAIT(
      "icws.limits.processor-wait",
      Kind.duration(ProcessorShare.usual().longestWait(), TENTH, HOUR),
      "how long a frame may wait for a processor. Beyond, its client is closed: with 1008 "
          + "if its address has used up its time, with 1013 if others keep the gateway busy"),
  OUTBOX_BYTES(
      "icws.limits.outbox-bytes",
      Kind.whole(MIB, KIB, 256 * MIB),
      "waiting for one client to read them; it is closed with 1013 beyond (a single frame "
          + "may be larger)"),
  OUTBOX_TOTAL_BYTES(
      "icws.limits.outbox-total-bytes",
      Kind.whole(128 * MIB, KIB, MOST),
      "the same for all clients together, as it is in memory: what is leaving counts three "
          + "times, since containers copy it. None may hold more than is left for the others; "
          + "1013 beyond"),
  INBOX_FRAMES(
      "icws.limits.inbox-frames",
      Kind.whole(RELAY.inboxFrames(), 1, 100_000),
      "messages of one client waiting for its canister; 1013 beyond. As many of its frames "
          + "may wait for a processor"),
  INBOX_BYTES(
      "icws.limits.inbox-bytes",
      Kind.whole(RELAY.inboxBytes(), KIB, 256 * MIB),
      "the same in bytes; each message counts 512 more than its frame"),
  INBOX_TOTAL_BYTES(
      "icws.limits.inbox-total-bytes",
      Kind.whole(RELAY.inboxTotalBytes(), KIB, MOST),
      "the same for all clients together. None may hold more than is left for the others: "
          + "the fuller it gets, the less for those who send most"),
  REQUESTS(
      "icws.limits.requests",
      Kind.whole(HTTP.maxInFlight(), 3, 100_000),
      "requests on their way to the network at once for open sessions, each on a "
          + "connection of its own, polls not counted. Openings and closings, which anybody may "
          + "cause, have as many places of their own. Those about one canister are never more "
          + "than are left for the others: about half. Polls have a quarter as many places "
          + "beside, so that no canister's calls keep it from being polled"),
  REQUESTS_WAITING(
      "icws.limits.requests-waiting",
      Kind.whole(HTTP.maxWaiting(), 3, MILLION),
      "that wait for their turn, shared in the same way, a call for a minute at most; one "
          + "beyond is not sent, and is made again soon. The time for an answer begins when a "
          + "request leaves"),
  FIRST_FRAME_TIMEOUT(
      "icws.limits.first-frame-timeout",
      Kind.duration(RELAY.firstFrameTimeout(), TENTH, HOUR),
      "from the handshake to the first frame"),
  IDLE_TIMEOUT(
      "icws.limits.idle-timeout",
      Kind.duration(Duration.ofSeconds(60), TENTH.multipliedBy(2), HOUR),
      "without a frame or a pong"),
  PING_INTERVAL(
      "icws.limits.ping-interval",
      Kind.duration(Duration.ofSeconds(20), TENTH, HOUR),
      "of silence, before a ping"),
  SEND_TIMEOUT(
      "icws.limits.send-timeout",
      Kind.duration(Duration.ofSeconds(4), TENTH, HOUR),
      "for a frame to leave, that is, to fit into the buffers between gateway and client, "
          + "from when it began to wait; 1013 beyond. So who is sent to and does not read is "
          + "closed within five seconds, its connection two seconds later, and so is, after a "
          + "while, who takes a frame now and then"),
  SEND_RATE(
      "icws.limits.send-rate",
      Kind.whole(16 * KIB, 1, MOST),
      "bytes a second: where more than 256 KiB wait for a client, the rest has so much "
          + "more time. So a client on a slow line may have one large frame, or many at once"),
  CONNECTION_AGE(
      "icws.limits.connection-age",
      Kind.duration(Duration.ofHours(24), TENTH, YEAR),
      "then the client gets 1001 and comes back; at most `8760h`. Up to a tenth less, at "
          + "random, so that not all come back at once"),
  SHORTEST_POLL(
      "icws.poll.shortest",
      Kind.duration(RELAY.pollInterval().shortest(), HUNDREDTH, HOUR),
      "between polls of a canister that speaks"),
  LONGEST_POLL(
      "icws.poll.longest",
      Kind.duration(RELAY.pollInterval().longest(), HUNDREDTH, HOUR),
      "between polls of a silent one; a call that is answered makes the next poll at once"),
  FIRST_RETRY(
      "icws.retry.first",
      Kind.duration(RELAY.retryPolicy().first(), HUNDREDTH, HOUR),
      "before a call or a poll that failed for a passing reason is made again; twice as "
          + "long after each further failure. Each wait is up to a half shorter, by chance"),
  LONGEST_RETRY(
      "icws.retry.longest",
      Kind.duration(RELAY.retryPolicy().longest(), HUNDREDTH, HOUR),
      "the longest such wait"),
  RETRY_PATIENCE(
      "icws.retry.patience",
      Kind.duration(RELAY.retryPolicy().patience(), HUNDREDTH, HOUR),
      "from the first failure to the last try; then clients are told to try again later"),
  CIRCUIT_COOLDOWN(
      "icws.circuit.cooldown",
      Kind.duration(RELAY.circuitCooldown(), TENTH, HOUR),
      "how long new clients of a canister that outlasted the patience are turned away "
          + "before one is let through; up to a half shorter, by chance"),
  SHUTDOWN_GRACE(
      "icws.shutdown.grace",
      Kind.duration(Duration.ofSeconds(5), Duration.ZERO, HOUR),
      "for the end of all sessions at a stop"),
  LOG_SAMPLING(
      "icws.server.log-sampling",
      Kind.flag(true),
      "on Payara, GlassFish and WildFly: what the server itself logs about requests that "
          + "it does not understand is sampled like the gateway's own lines, see below"),
  TYRUS_TIMER(
      "icws.server.tyrus-timer",
      Kind.flag(true),
      "on Payara and GlassFish: replace the container's per-message idle timer, by "
          + "reflection, which more than doubles its throughput. The log says whether it is in "
          + "place; the gateway works without it"),
  UNKNOWN_KEYS(
      "icws.unknown-keys",
      Kind.oneOf("refuse", "warn"),
      "`warn`: a name like these that is none of them is worth a line in the log and no "
          + "more, for two versions of the gateway with one configuration");

  private final String key;

  @SuppressWarnings("ImmutableEnumChecker") // records of immutable values
  private final Kind kind;

  private final String meaning;

  Setting(String key, Kind kind, String meaning) {
    this.key = key;
    this.kind = kind;
    this.meaning = meaning;
  }

  /** Its name for operators, such as {@code icws.network.url}. */
  String key() {
    return key;
  }

  /** The key. */
  @Override
  public String toString() {
    return key;
  }

  Kind kind() {
    return kind;
  }

  /** Its line in README's table. */
  String row() {
    String standard = kind.defaultText();
    return "| `"
        + key
        + "` |"
        + (standard.isEmpty() ? "" : " " + standard)
        + " | "
        + meaning
        + " |";
  }

  /** The keys of all. */
  static Set<String> keys() {
    return Arrays.stream(values()).map(Setting::key).collect(Collectors.toCollection(TreeSet::new));
  }
}
