package icws.devnet.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import icws.ic.Bytes;
import icws.ic.Certificate;
import icws.ic.CertificateVerifier;
import icws.ic.Principal;
import icws.ic.UntrustedException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StateCertifierTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<Bytes> PATH = List.of(Bytes.utf8("a"), Bytes.utf8("b"));

  private final SubnetKeys keys = new SubnetKeys("test");
  private final AtomicLong nanos = new AtomicLong(TimeUnit.SECONDS.toNanos(NOW.getEpochSecond()));
  private StateTree state = StateTree.EMPTY.with(PATH, Bytes.utf8("value"));
  private final StateCertifier certifier = new StateCertifier(keys, () -> state, nanos::get);
  private final CertificateVerifier verifier =
      new CertificateVerifier(
          keys.rootKeyDer(), Clock.fixed(NOW, ZoneOffset.UTC), CertificateVerifier.DEFAULT_MAX_AGE);

  private Certificate verified(Bytes certificate) {
    return verifier.verify(certificate, Principal.MANAGEMENT);
  }

  @Test
  void certificateVerifiesUnderTheRootKeyAndShowsThePath() {
    Certificate certificate = verified(certifier.certificate(List.of(PATH)));

    assertEquals(
        Bytes.utf8("value"), certificate.lookup(PATH.toArray(Bytes[]::new)).found().orElseThrow());
    assertEquals(NOW, certificate.time());
  }

  @Test
  void changeOfStateIsCertifiedAtOnce() {
    certifier.certificate(List.of(PATH));
    state = state.with(PATH, Bytes.utf8("other"));

    Certificate certificate = verified(certifier.certificate(List.of(PATH)));

    assertEquals(
        Bytes.utf8("other"), certificate.lookup(PATH.toArray(Bytes[]::new)).found().orElseThrow());
  }

  @Test
  void unchangedStateIsSignedOnceASecond() {
    Bytes first = certifier.certificate(List.of(PATH));
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
    assertEquals(first, certifier.certificate(List.of(PATH)));
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
    assertNotEquals(first, certifier.certificate(List.of(PATH)));
  }

  @Test
  void sameSeedGivesTheSameKeysAndAnotherOthers() {
    assertEquals(keys.rootKeyDer(), new SubnetKeys("test").rootKeyDer());
    assertEquals(keys.nodeId(), new SubnetKeys("test").nodeId());
    SubnetKeys other = new SubnetKeys("other");
    assertNotEquals(keys.rootKeyDer(), other.rootKeyDer());
    Bytes foreign = new StateCertifier(other, () -> state, nanos::get).certificate(List.of(PATH));
    assertThrows(UntrustedException.class, () -> verified(foreign));
  }
}
