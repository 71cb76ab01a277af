package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.config.GatewayConfiguration;
import icws.gateway.record.RecordDatabase;
import icws.gateway.relay.Faults;
import icws.ic.agent.Network;
import icws.ic.identity.Ed25519Identity;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A start that goes wrong, on whatever thread, and a stop: neither leaves anything behind. */
@Timeout(120)
@Tag("slow")
class GatewayStartStopTest {
  /** Other tests may have left some that end when they have had nothing to do for a while. */
  private final Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());

  private final Path directory;
  private final ScheduledThreadPoolExecutor rounds = new ScheduledThreadPoolExecutor(1);
  private final Faults faults = new Faults(System::nanoTime);
  private final Teardown teardown = new Teardown(faults);
  private final ThreadGroup ours = new ThreadGroup("the gateway's");
  private final AtomicBoolean threadless = new AtomicBoolean();

  GatewayStartStopTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void stop() {
    rounds.shutdownNow();
  }

  private GatewayConfiguration configuration() {
    Properties properties = new Properties();
    Map.of(
            "icws.network", "custom",
            "icws.network.url", "http://127.0.0.1:9",
            "icws.network.root-key", Network.mainnet().rootKeyDer().hex(),
            "icws.identity.file", directory.resolve("gateway.pem").toString(),
            "icws.shutdown.grace", "1s")
        .forEach(properties::setProperty);
    return GatewayConfiguration.of(properties, Map.of());
  }

  private Gateway gateway(ScheduledThreadPoolExecutor rounds) {
    RecordDatabase database = configuration().record().database();
    teardown.add(database::close);
    return new Gateway(
        configuration(),
        Ed25519Identity.generate(new SecureRandom()),
        database,
        threads(),
        rounds,
        event -> {},
        faults,
        teardown);
  }

  private ThreadFactory threads() {
    return task -> {
      if (threadless.get()) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      return new Thread(ours, task);
    };
  }

  private void assertNothingIsLeft() throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (ours.activeCount() + http().size() > 0 && System.nanoTime() < deadline) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertEquals(0, ours.activeCount());
    assertEquals(Set.of(), http(), "threads of the HTTP client");
    assertEquals(
        List.of(),
        DriverManager.drivers()
            .filter(driver -> driver.getClass().getName().startsWith("org.h2"))
            .toList());
    assertEquals(
        0,
        rounds.getQueue().stream().filter(round -> !((Future<?>) round).isCancelled()).count(),
        "rounds");
    Path file = directory.resolve("gateway.sessions.mv.db");
    if (Files.exists(file)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        assertTrue(lock.isValid());
      }
    }
  }

  private Set<String> http() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> name.startsWith("icws-") || name.endsWith("-SelectorManager"))
        .collect(Collectors.toSet());
  }

  private static void await(Gateway gateway, boolean admitting) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (gateway.connections().isAdmitting() != admitting) {
      assertTrue(System.nanoTime() < deadline, () -> "waits for " + gateway.startState().pending());
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void aStopLeavesNothingHoweverOftenItIsAsked() throws Exception {
    Gateway gateway = gateway(rounds);
    gateway.start();
    await(gateway, true);
    assertTrue(gateway.startState().pending().isEmpty());
    assertEquals(List.of(), gateway.vitals().complaints());
    assertTrue(gateway.record().isWritable());
    gateway.stop();
    gateway.stop();
    assertFalse(gateway.connections().isAdmitting());
    assertNothingIsLeft();
    assertEquals(0, faults.count());
  }

  @Test
  void aGatewayThatWasNeverStartedStopsToo() throws Exception {
    gateway(rounds).stop();
    assertNothingIsLeft();
  }

  @Test
  void aConstructorThatThrowsLeavesNothing() throws Exception {
    ScheduledThreadPoolExecutor full =
        new ScheduledThreadPoolExecutor(1) {
          @Override
          public ScheduledFuture<?> scheduleWithFixedDelay(
              Runnable task, long first, long delay, TimeUnit unit) {
            throw new RejectedExecutionException("the server takes no tasks");
          }
        };
    assertThrows(RejectedExecutionException.class, () -> gateway(full));
    teardown.close();
    full.shutdownNow();
    assertNothingIsLeft();
  }

  @Test
  void aStartThatThrowsLeavesNothingOnceItIsStopped() throws Exception {
    Gateway gateway = gateway(rounds);
    threadless.set(true);
    assertThrows(OutOfMemoryError.class, gateway::start);
    gateway.stop();
    assertNothingIsLeft();
  }

  @Test
  void aStopWhosePartsThrowGoesOnToItsEnd() throws Exception {
    teardown.add(
        () -> {
          throw new NoClassDefFoundError("of/a/Test");
        });
    Gateway gateway = gateway(rounds);
    teardown.add(
        () -> {
          throw new OutOfMemoryError("of a test");
        });
    gateway.start();
    await(gateway, true);
    gateway.stop();
    assertEquals(2, faults.count());
    assertNothingIsLeft();
  }

  @Test
  void aRecordThatCannotBeOpenedIsSaidToBeWaitedForAndIsOpenedLater() throws Exception {
    Path blocked = directory.resolve("gateway.sessions.mv.db");
    Files.createDirectories(blocked.resolve("no file"));
    Gateway gateway = gateway(rounds);
    gateway.start();
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (gateway.record().failures() == 0) {
      assertTrue(System.nanoTime() < deadline);
      Thread.onSpinWait();
    }
    assertEquals("the record of sessions", gateway.startState().pending().orElseThrow());
    Files.delete(blocked.resolve("no file"));
    Files.delete(blocked);
    await(gateway, true);
    gateway.stop();
    assertNothingIsLeft();
  }
}
