package icws.gateway.record;

import icws.gateway.relay.Destination;
import icws.gateway.relay.closing.SessionEntry;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.WireProtocol;
import icws.gateway.wire.poc.PocProtocol;
import icws.gateway.wire.v1.V1Protocol;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.certificate.CertificateVerifier;
import icws.ic.identity.EnvelopeVerifier;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;

/** Entries of both protocols, and records that hold them. */
final class RecordFixture {
  static final Principal GATEWAY = Principal.of(Bytes.ofHex("aa".repeat(29)));
  static final Principal OTHER_GATEWAY = Principal.of(Bytes.ofHex("bb".repeat(29)));
  static final Principal CANISTER = Principal.of(Bytes.ofHex("00000000000000010101"));

  private static final WireProtocol POC = new PocProtocol();
  private static final WireProtocol V1 =
      new V1Protocol(
          GATEWAY, new EnvelopeVerifier(Clock.systemUTC(), RecordFixture::noCertificates));
  private static final Map<String, WireProtocol> PROTOCOLS = Map.of(POC.name(), POC, V1.name(), V1);

  /** Each test of a fault waits for one. */
  private static final Duration RETRY = Duration.ofMillis(50);

  private RecordFixture() {}

  private static CertificateVerifier noCertificates() {
    throw new AssertionError("no certificate is verified here");
  }

  static SessionEntry poc(long client) {
    return new SessionEntry(new Destination(POC, CANISTER), new ClientKey.Numbered(client));
  }

  static SessionEntry v1(long nonce) {
    Principal client = Principal.of(Bytes.ofHex("cc".repeat(29)));
    return new SessionEntry(new Destination(V1, CANISTER), new ClientKey.Signing(client, nonce));
  }

  static RecordTable table(Principal gateway) {
    return new RecordTable(gateway, PROTOCOLS);
  }

  static JdbcRecord record(RecordDatabase database, Principal gateway) {
    return record(database, gateway, Thread::new, Runnable::run, System::nanoTime);
  }

  static JdbcRecord record(
      RecordDatabase database,
      Principal gateway,
      ThreadFactory threads,
      Executor callbacks,
      LongSupplier nanoTime) {
    return new JdbcRecord(database, gateway, PROTOCOLS, threads, callbacks, nanoTime, RETRY);
  }
}
