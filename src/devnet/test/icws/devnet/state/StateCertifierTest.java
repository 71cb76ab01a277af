package icws.devnet.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.UntrustedException;
import icws.ic.certificate.Certificate;
import icws.ic.certificate.CertificateVerifier;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class StateCertifierTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<Bytes> PATH = List.of(Bytes.utf8("a"), Bytes.utf8("b"));

  private final SubnetKeys keys = new SubnetKeys("test");
  private final AtomicLong nanos = new AtomicLong(TimeUnit.SECONDS.toNanos(NOW.getEpochSecond()));
  private StateTree state = StateTree.EMPTY.with(PATH, Bytes.utf8("value"));
  private final StateCertifier certifier =
      new StateCertifier(keys::signAsSubnet, () -> new Moment(state, nanos.get()));
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
  void eachBlockHasACertificateOfItsOwn() {
    AtomicReference<Moment> block = new AtomicReference<>(Moment.ofBlock(state, nanos.get()));
    StateCertifier ofBlocks = new StateCertifier(keys::signAsSubnet, block::get);
    Bytes first = ofBlocks.certificate(List.of(PATH));
    assertEquals(first, ofBlocks.certificate(List.of(PATH)));

    block.set(Moment.ofBlock(state, nanos.incrementAndGet()));

    assertNotEquals(first, ofBlocks.certificate(List.of(PATH)));
  }

  @Test
  void oneSignatureServesAllWhoCameWhileAnotherWasBeingMade() throws Exception {
    int callers = 10;
    BlockedSigner signer = new BlockedSigner();
    AtomicInteger writes = new AtomicInteger();
    // The first caller looks twice: when it comes and when it signs.
    CountDownLatch came = new CountDownLatch(2 + callers);
    ExecutorService threads = Executors.newFixedThreadPool(callers + 1);
    try {
      // Each look at the state finds a new one, as under load.
      StateCertifier busy =
          new StateCertifier(
              signer,
              () -> {
                came.countDown();
                return new Moment(
                    state.with(PATH, Bytes.of(writes.incrementAndGet())), nanos.get());
              });
      Future<Bytes> first = threads.submit(() -> busy.certificate(List.of(PATH)));
      signer.entered.await();
      int before = writes.get();
      List<Future<Bytes>> others = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        others.add(threads.submit(() -> busy.certificate(List.of(PATH))));
      }
      // Ordering: who has looked at the state holds the lock until it waits.
      came.await();
      signer.released.countDown();

      assertTrue(shown(first.get()) <= before);
      int all = shown(others.get(0).get());
      assertTrue(all > before + callers, "the state shown is not newer than the calls");
      for (Future<Bytes> other : others) {
        assertEquals(all, shown(other.get()));
      }
      assertEquals(2, signer.signatures.get());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void signerThatFailsFailsItsOwnCallerOnly() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    StateCertifier shaky =
        new StateCertifier(
            message -> {
              if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("no signature");
              }
              return keys.signAsSubnet(message);
            },
            () -> new Moment(state, nanos.get()));

    assertThrows(IllegalStateException.class, () -> shaky.certificate(List.of(PATH)));
    verified(shaky.certificate(List.of(PATH)));
  }

  @Test
  void sameSeedGivesTheSameKeysAndAnotherOthers() {
    assertEquals(keys.rootKeyDer(), new SubnetKeys("test").rootKeyDer());
    assertEquals(keys.nodeId(), new SubnetKeys("test").nodeId());
    SubnetKeys other = new SubnetKeys("other");
    assertNotEquals(keys.rootKeyDer(), other.rootKeyDer());
    Bytes foreign =
        new StateCertifier(other::signAsSubnet, () -> new Moment(state, nanos.get()))
            .certificate(List.of(PATH));
    assertThrows(UntrustedException.class, () -> verified(foreign));
  }

  private int shown(Bytes certificate) {
    return verified(certificate).lookup(PATH.toArray(Bytes[]::new)).found().orElseThrow().at(0);
  }

  /** Signs, but waits before its first signature until it is released. */
  private final class BlockedSigner implements UnaryOperator<Bytes> {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);
    final AtomicInteger signatures = new AtomicInteger();

    @Override
    public Bytes apply(Bytes message) {
      entered.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      signatures.incrementAndGet();
      return keys.signAsSubnet(message);
    }
  }
}
