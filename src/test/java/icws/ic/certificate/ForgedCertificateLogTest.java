package icws.ic.certificate;

import static icws.ic.certificate.CertificateFixture.delegated;
import static icws.ic.certificate.CertificateFixture.node;
import static icws.ic.certificate.CertificateFixture.time;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.log.Printable;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.UntrustedException;
import icws.ic.cbor.CborWriter;
import icws.ic.certificate.CertificateFixture.BlsKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What those say to the log who send certificates that are none: nothing. */
class ForgedCertificateLogTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000000006Z");
  private static final Principal SUBNET = Principal.of(Bytes.ofHex("aa02"));
  private static final Principal CANISTER = Principal.of(Bytes.ofHex("00000000000000050101"));

  private final CertificateVerifier verifier =
      new CertificateVerifier(
          new BlsKey(1).der(), Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofMinutes(5));
  private final Logger root = Logger.getLogger("");
  private final Lines lines = new Lines();

  @BeforeEach
  void listen() {
    root.addHandler(lines);
  }

  @AfterEach
  void stopListening() {
    root.removeHandler(lines);
  }

  @Test
  void whatIsForgedWritesNoLinesAtItsSendersPaceOrInItsWords() {
    String key = "x\n2026-01-02 SEVERE the gateway is \u001b[31mbroken";
    Bytes words = new CborWriter().map(2).key(key).text("one").key(key).text("another").toBytes();
    HashTree state = node(Map.of("time", time(NOW)));
    for (int i = 0; i < 1_000; i++) {
      Bytes forged = Bytes.concat(words.slice(0, words.size() - 1), Bytes.of('0' + i % 10));
      Bytes certificate = delegated(state, new BlsKey(3), SUBNET, forged);
      assertThrows(UntrustedException.class, () -> verifier.verify(certificate, CANISTER));
    }
    assertEquals(
        List.of(),
        lines.written.stream().filter(line -> !Printable.line(line).equals(line)).toList());
    assertTrue(lines.written.size() <= 100, () -> lines.written.size() + " lines were written");
  }

  /** Warnings and what was thrown. */
  private static final class Lines extends Handler {
    private final List<String> written = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
        written.add(line.getMessage() + ": " + line.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
