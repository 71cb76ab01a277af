package icws.gateway.config;

import static icws.gateway.config.SettingsFixture.read;
import static icws.gateway.config.SettingsFixture.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.faults.TlsCertificate;
import icws.gateway.edge.AddressRange;
import icws.gateway.edge.AllowedOrigins;
import icws.gateway.edge.ForwardingHeader;
import icws.gateway.edge.FrameRate;
import icws.gateway.edge.OpeningLimits;
import icws.gateway.edge.OutboxLimits;
import icws.gateway.edge.RootProtocol;
import icws.gateway.edge.TrustedProxies;
import icws.gateway.relay.CanisterAdmission;
import icws.gateway.relay.ClosingSettings;
import icws.gateway.relay.RetryPolicy;
import icws.gateway.relay.session.ProcessorShare;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.HttpLimits;
import icws.ic.identity.Ed25519Identity;
import icws.ic.identity.IdentityPem;
import icws.ic.identity.Passphrase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayConfigurationTest {
  @Test
  void withoutSettingsTheNetworkIsMainnet() {
    GatewayConfiguration configuration = read();
    assertEquals(
        new NetworkConfiguration.Mainnet(URI.create("https://icp-api.io")),
        configuration.network());
    assertEquals(
        Path.of(System.getProperty("user.home"), ".icws", "icws-identity.pem"),
        configuration.identity().file());
    assertNull(configuration.demoCanister());
    assertTrue(configuration.tyrusTimer());
    assertEquals(new AllowedOrigins(Set.of()), configuration.origins());
    assertEquals(RootProtocol.V1, configuration.rootProtocol());
    assertEquals(
        new TrustedProxies(List.of(), ForwardingHeader.X_FORWARDED_FOR), configuration.proxies());
    assertEquals(1_000, configuration.limits().maxAddressConnections());
    assertEquals(new OpeningLimits(50, 1_000), configuration.limits().openings());
    assertEquals(new FrameRate(200, 2_048), configuration.limits().frameRate());
    assertEquals(Duration.ofSeconds(20), configuration.limits().frameTimeout());
    assertEquals(16 << 20, configuration.limits().unfinishedTotalBytes());
    assertEquals(Duration.ofHours(24), configuration.limits().maxAge());
    // A client that does not read is to be closed within five seconds.
    assertEquals(
        new OutboxLimits(1 << 20, 128 << 20, Duration.ofSeconds(4), 16_384),
        configuration.limits().outbox());
    assertEquals(new CanisterAdmission(Set.of(), 10_000), configuration.relay().canisters());
    assertEquals(
        new RetryPolicy(Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofMinutes(2)),
        configuration.relay().retryPolicy());
    assertEquals(Duration.ofSeconds(10), configuration.relay().circuitCooldown());
    assertEquals(HttpLimits.defaults(), configuration.requests());
    assertEquals(
        new ClosingSettings(20_000, 128, Duration.ofDays(1)), configuration.relay().closings());
  }

  @Test
  void requestsToTheNetworkAreLimited() {
    HttpLimits limits =
        read("icws.limits.requests", "20", "icws.limits.requests-waiting", "30").requests();
    assertEquals(20, limits.maxInFlight());
    assertEquals(30, limits.maxWaiting());
    assertEquals(250, limits.requestsPerSecond());
    assertEquals(
        1_000_000,
        read("icws.network.requests-per-second", "1000000").requests().requestsPerSecond());
    assertEquals(
        "icws.network.requests-per-second is \"0\"; allowed: a whole number from 1 to 1000000",
        refusal("icws.network.requests-per-second", "0"));
    assertEquals(
        "icws.limits.requests is \"2\"; allowed: a whole number from 3 to 100000",
        refusal("icws.limits.requests", "2"));
  }

  @Test
  void theCertificatesThatVouchForTheNetworkAreInAFile(@TempDir Path directory) throws Exception {
    Path certificates = TlsCertificate.make(directory).pem();
    assertNotNull(read("icws.network.trusted-certificates", certificates.toString()).tls());
    Path none = directory.resolve("none.pem");
    assertTrue(
        refusal("icws.network.trusted-certificates", none.toString())
            .startsWith(
                "icws.network.trusted-certificates is \""
                    + none
                    + "\"; allowed: a readable file of certificates in PEM ("));
    Files.writeString(none, "no certificate");
    assertTrue(
        refusal("icws.network.trusted-certificates", none.toString())
            .contains("it is no PEM of certificates"));
  }

  @Test
  void theProcessorTimeOfAnAddressIsLimited() {
    assertEquals(
        new ProcessorShare(Duration.ofMillis(250), Duration.ofSeconds(30)), read().processors());
    assertEquals(
        new ProcessorShare(Duration.ofMillis(1_500), Duration.ofSeconds(5)),
        read("icws.limits.processor-time-per-address", "1500ms", "icws.limits.processor-wait", "5s")
            .processors());
    assertEquals(
        "icws.limits.processor-time-per-address is \"0ms\"; allowed: a duration such as 500ms, 10s,"
            + " 2m or PT10S, from 1ms to 60s",
        refusal("icws.limits.processor-time-per-address", "0ms"));
    assertEquals(
        "icws.limits.processor-wait is \"2h\"; allowed: a duration such as 500ms, 10s, 2m or PT10S,"
            + " from 100ms to 1h",
        refusal("icws.limits.processor-wait", "2h"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          icws.network                    | testnet        | mainnet or custom
          icws.network.url                | ftp://host     | http://host[:port]
          icws.network.url                | https://h/path | without path
          icws.network.url                | not a url      | http://host[:port]
          icws.network.url                | http://u@host  | without path, query or user
          icws.network.url                | http://ic_network:4943 | no host name with _ in it: give
          icws.network.url                | http://-host   | -host is no host name
          icws.network.root-key           | 3081           | only with icws.network=custom
          icws.network.fetch-root-key     | true           | only with icws.network=custom
          icws.demo.canister              | no-principal   | the id of a canister
          icws.root-protocol              | V2             | v1, poc or none
          icws.allowed-origins            | app.example    | has no scheme; write https://app.example
          icws.allowed-origins            | https://a,     | * or a list
          icws.allowed-origins            | ''             | * or a list such as
          icws.allowed-canisters          | '  '           | leave it out for *
          icws.unknown-keys               | ignore         | refuse or warn
          icws.identity.group-readable    | yes            | true or false
          icws.identity.file              | file:///id.pem | a path of a file, without file:
          icws.server.tyrus-timer         | yes            | true or false
          icws.limits.connections         | 0              | a whole number from 1 to 1000000
          icws.proxies.trusted            | proxy.example  | a list of addresses
          icws.proxies.trusted            | 10.0.0.0/33    | a list of addresses
          icws.proxies.header             | x-real-ip      | x-forwarded-for or forwarded
          icws.allowed-canisters          | aaaaa-aa,x     | * or a list
          icws.limits.connections-per-address | 0          | a whole number from 1 to 1000000
          icws.limits.clients-per-canister | none          | a whole number from 1 to 1000000
          icws.limits.closings            | 2              | a whole number from 3 to 1000000
          icws.record.orphan-age          | 999ms          | a duration such as
          icws.limits.openings-per-second | 0              | a whole number from 1 to 1000000
          icws.limits.opening-burst       | 0              | a whole number from 1 to 1000000
          icws.limits.frame-timeout       | 2h             | a duration such as
          icws.limits.unfinished-total-bytes | 524287      | at least twice icws.limits.frame-bytes
          icws.limits.frames-per-second   | 0              | a whole number from 1 to 1000000
          icws.limits.frame-burst         | 0              | a whole number from 1 to 1000000
          icws.limits.connection-age      | 0s             | a duration such as
          icws.limits.frame-bytes         | 2097153        | a whole number from 1024 to 2097152
          icws.limits.outbox-bytes        | many           | a whole number from 1024
          icws.limits.inbox-frames        | 0              | a whole number from 1
          icws.limits.inbox-bytes         | 1              | a whole number from 1024
          icws.limits.outbox-total-bytes  | 1048575        | at least icws.limits.outbox-bytes
          icws.limits.inbox-total-bytes   | 4194303        | at least icws.limits.inbox-bytes
          icws.limits.first-frame-timeout | 10             | a duration such as
          icws.limits.idle-timeout        | 2h             | a duration such as
          icws.limits.ping-interval       | 60s            | less than icws.limits.idle-timeout
          icws.limits.send-timeout        | -PT1S          | a duration such as
          icws.limits.send-rate           | 0              | a whole number from 1
          icws.poll.shortest              | 1ms            | a duration such as
          icws.poll.longest               | 50ms           | at least icws.poll.shortest
          icws.retry.first                | 0s             | a duration such as
          icws.retry.longest              | 499ms          | at least icws.retry.first
          icws.retry.patience             | 100ms          | at least icws.retry.first
          icws.circuit.cooldown           | 0s             | a duration such as
          icws.shutdown.grace             | P1D            | a duration such as
          """)
  void aWrongValueIsRefusedWithKeyValueAndWhatIsAllowed(String key, String value, String allowed) {
    String message = refusal(key, value);
    assertTrue(message.startsWith(key + " is \"" + value.strip() + "\"; allowed: "), message);
    assertTrue(message.contains(allowed), message);
  }

  @Test
  void anEmptyPathIsTheDefaultAndARelativeOneIsMadeAbsolute() {
    assertTrue(read("icws.identity.file", "id.pem").identity().file().isAbsolute());
    assertEquals(read().identity(), read("icws.identity.file", "  ").identity());
  }

  @Test
  void everySettingIsTaken() {
    GatewayConfiguration configuration =
        read(
            "icws.demo.canister", "bkyz2-fmaaa-aaaaa-qaaaq-cai",
            "icws.allowed-origins", "https://a.example, HTTP://B.example:8080/, tauri://localhost",
            "icws.unknown-keys", "warn",
            "icws.identity.group-readable", "true",
            "icws.identity.passphrase", "swordfish",
            "icws.root-protocol", "poc",
            "icws.proxies.trusted", "192.0.2.1, fd00::/8",
            "icws.proxies.header", "forwarded",
            "icws.allowed-canisters", "aaaaa-aa, bkyz2-fmaaa-aaaaa-qaaaq-cai",
            "icws.limits.connections", "5",
            "icws.limits.connections-per-address", "4",
            "icws.limits.clients-per-canister", "6",
            "icws.limits.closings", "40",
            "icws.limits.requests", "80",
            "icws.record.orphan-age", "36h",
            "icws.limits.openings-per-second", "7",
            "icws.limits.opening-burst", "8",
            "icws.limits.frame-timeout", "9s",
            "icws.limits.unfinished-total-bytes", "4096",
            "icws.limits.frames-per-second", "9",
            "icws.limits.frame-burst", "10",
            "icws.limits.connection-age", "30m",
            "icws.limits.frame-bytes", "2048",
            "icws.limits.outbox-bytes", "4096",
            "icws.limits.outbox-total-bytes", "4097",
            "icws.limits.inbox-frames", "3",
            "icws.limits.inbox-bytes", "8192",
            "icws.limits.inbox-total-bytes", "8193",
            "icws.limits.first-frame-timeout", "1500ms",
            "icws.limits.idle-timeout", "PT3M",
            "icws.limits.ping-interval", "1m",
            "icws.limits.send-timeout", "7s",
            "icws.limits.send-rate", "12",
            "icws.poll.shortest", "20ms",
            "icws.poll.longest", "5s",
            "icws.retry.first", "40ms",
            "icws.retry.longest", "6s",
            "icws.retry.patience", "5m",
            "icws.circuit.cooldown", "11s",
            "icws.shutdown.grace", "0s",
            "icws.server.tyrus-timer", "false");
    assertEquals(Principal.parse("bkyz2-fmaaa-aaaaa-qaaaq-cai"), configuration.demoCanister());
    assertEquals(
        Set.of("https://a.example", "http://b.example:8080", "tauri://localhost"),
        configuration.origins().listed());
    assertTrue(configuration.identity().groupReadable());
    assertFalse(configuration.identity().passphrase().isNone());
    assertEquals(RootProtocol.POC, configuration.rootProtocol());
    assertEquals(
        new TrustedProxies(
            List.of(
                AddressRange.parse("192.0.2.1").orElseThrow(),
                AddressRange.parse("fd00::/8").orElseThrow()),
            ForwardingHeader.FORWARDED),
        configuration.proxies());
    assertEquals(
        new CanisterAdmission(
            Set.of(Principal.parse("aaaaa-aa"), Principal.parse("bkyz2-fmaaa-aaaaa-qaaaq-cai")), 6),
        configuration.relay().canisters());
    assertEquals(
        new ClosingSettings(40, 20, Duration.ofHours(36)), configuration.relay().closings());
    assertEquals(4, configuration.limits().maxAddressConnections());
    assertEquals(new OpeningLimits(7, 8), configuration.limits().openings());
    assertEquals(Duration.ofSeconds(9), configuration.limits().frameTimeout());
    assertEquals(4096, configuration.limits().unfinishedTotalBytes());
    assertEquals(new FrameRate(9, 10), configuration.limits().frameRate());
    assertEquals(Duration.ofMinutes(30), configuration.limits().maxAge());
    assertEquals(5, configuration.limits().maxConnections());
    assertEquals(2048, configuration.limits().maxFrameBytes());
    assertEquals(
        new OutboxLimits(4096, 4097, Duration.ofSeconds(7), 12), configuration.limits().outbox());
    assertEquals(Duration.ofMinutes(3), configuration.limits().idleTimeout());
    assertEquals(Duration.ofMinutes(1), configuration.limits().pingInterval());
    assertEquals(Duration.ofMillis(1500), configuration.relay().firstFrameTimeout());
    assertEquals(3, configuration.relay().inboxFrames());
    assertEquals(8192, configuration.relay().inboxBytes());
    assertEquals(8193, configuration.relay().inboxTotalBytes());
    assertEquals(Duration.ofMillis(20), configuration.relay().pollInterval().shortest());
    assertEquals(Duration.ofSeconds(5), configuration.relay().pollInterval().longest());
    assertEquals(
        new RetryPolicy(Duration.ofMillis(40), Duration.ofSeconds(6), Duration.ofMinutes(5)),
        configuration.relay().retryPolicy());
    assertEquals(Duration.ofSeconds(11), configuration.relay().circuitCooldown());
    assertEquals(Duration.ZERO, configuration.shutdownGrace());
    assertFalse(configuration.tyrusTimer());
  }

  @Test
  void theHomeDirectoryIsWrittenAsInAShell() {
    Path home = Path.of(System.getProperty("user.home"));
    assertEquals(
        home.resolve("keys/id.pem"), read("icws.identity.file", "~/keys/id.pem").identity().file());
    assertEquals(
        new RecordConfiguration.File(home.resolve("record")),
        read("icws.record.file", "~/record").record());
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "", "relative"})
  void aUserWithoutAHomeIsToldToNameAFile(String home) {
    SettingSource nothing = key -> Optional.empty();
    assertEquals(
        "icws.identity.file is to be in the home directory, and the user of this process has none"
            + " (user.home is \""
            + home
            + "\"); set icws.identity.file to an absolute path that outlives the process",
        assertThrows(
                ConfigurationException.class, () -> new ConfigurationReader(nothing, home).fill())
            .getMessage());
    SettingSource named =
        key -> key.equals("icws.identity.file") ? Optional.of("/key/id.pem") : Optional.empty();
    assertEquals(
        Path.of("/key/id.pem"), new ConfigurationReader(named, home).fill().identity().file());
  }

  @Test
  void thePassphraseIsOneLineOfAFileThatOnlyItsOwnerReads(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("passphrase"), "\ufeff two words \r\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Passphrase passphrase =
        read("icws.identity.passphrase-file", file.toString()).identity().passphrase();
    Ed25519Identity identity = Ed25519Identity.generate(new SecureRandom());
    Bytes pem = Bytes.utf8(IdentityPem.write(identity, Passphrase.of(" two words ")));
    assertEquals(identity.principal(), IdentityPem.read(pem, passphrase).principal());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    String open = refusal("icws.identity.passphrase-file", file.toString());
    assertTrue(
        open.startsWith("icws.identity.passphrase-file is \"" + file + "\"; its perm"), open);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    for (String content : List.of("", "\n", "one\ntwo\n")) {
      Files.writeString(file, content);
      assertEquals(
          "icws.identity.passphrase-file is \""
              + file
              + "\"; it has to be one line, the passphrase",
          refusal("icws.identity.passphrase-file", file.toString()));
    }
  }

  @Test
  void thePassphraseIsNeverShown() {
    assertEquals(
        "icws.identity.passphrase and icws.identity.passphrase-file are both set; allowed: one of"
            + " them",
        refusal("icws.identity.passphrase", "swordfish", "icws.identity.passphrase-file", "/x"));
    String all = read("icws.identity.passphrase", "swordfish").toString();
    assertFalse(all.contains("swordfish"), all);
  }
}
