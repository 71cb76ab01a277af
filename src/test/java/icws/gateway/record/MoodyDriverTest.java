package icws.gateway.record;

import static icws.gateway.record.RecordFixture.GATEWAY;
import static icws.gateway.record.RecordFixture.poc;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.relay.closing.SessionEntry;
import icws.gateway.relay.closing.SessionRecord.LeftBehind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a database's driver throws, and wherever, the record is written again. */
@Timeout(60)
@Tag("slow")
final class MoodyDriverTest {

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<Thread> writer = new AtomicReference<>();
  private MoodyDataSource source = new MoodyDataSource("unnamed");
  private JdbcRecord record = record();

  @BeforeEach
  void makeDatabase(TestInfo test) {
    source = new MoodyDataSource(test.getDisplayName() + System.identityHashCode(this));
    record = record();
  }

  @AfterEach
  void close() {
    source.release();
    record.close();
  }

  private JdbcRecord record() {
    return RecordFixture.record(
        source.database(),
        GATEWAY,
        task -> {
          Thread made = new Thread(task);
          writer.set(made);
          return made;
        },
        Runnable::run,
        nanos::get);
  }

  static Stream<Arguments> faults() {
    List<Throwable> thrown =
        List.of(
            new SQLException("of a test"),
            new IllegalStateException("of a test"),
            new OutOfMemoryError("of a test"),
            new NoClassDefFoundError("of/a/Test"));
    return thrown.stream()
        .flatMap(
            fault ->
                Stream.of("prepareStatement", "commit", "getMetaData")
                    .map(method -> Arguments.of(method, fault)));
  }

  static Stream<Arguments> faultsAtTheStart() {
    return faults()
        .flatMap(
            row -> {
              Object fault = row.get()[1];
              return Stream.of(
                  Arguments.of("getConnection", fault),
                  Arguments.of("setAutoCommit", fault),
                  Arguments.of("prepareStatement", fault));
            });
  }

  @ParameterizedTest
  @MethodSource("faultsAtTheStart")
  void whatIsThrownWhileItIsOpenedDelaysThat(String method, Throwable fault) throws Exception {
    source.throwNext(method, fault);
    assertEquals(List.of(), record.open().get(30, TimeUnit.SECONDS));
    assertTrue(source.isDone());
    assertTrue(record.isWritable());
    assertEquals(Optional.empty(), record.complaint());
    enter(poc(1));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whatIsThrownWhileItIsWrittenFailsWhatWasToBeEnteredAndTheNextIsWritten(
      String method, Throwable fault) throws Exception {
    record.open().get(30, TimeUnit.SECONDS);
    enter(poc(1));
    source.throwNext(method, fault);
    CompletableFuture<Void> unlucky = record.enter(poc(2));
    boolean overANewConnection = fault instanceof SQLException;
    if (overANewConnection) {
      unlucky.get(30, TimeUnit.SECONDS);
    } else {
      assertThrows(ExecutionException.class, () -> unlucky.get(30, TimeUnit.SECONDS));
      await(record::isWritable);
    }
    assertTrue(source.isDone());
    enter(poc(3));
    record.strike(poc(1));
    enter(poc(4));
    assertEquals(Optional.empty(), record.complaint());
    assertEquals(overANewConnection ? 3 : 2, record.size());
  }

  @Test
  void databaseThatDoesNotComeBackIsNotWritableAndInTheEndSaidToBeStuck() throws Exception {
    record.open().get(30, TimeUnit.SECONDS);
    source.hangNext("commit");
    CompletableFuture<Void> waits = record.enter(poc(1));
    await(source::isDone);
    assertTrue(record.isWritable());
    nanos.addAndGet(Duration.ofSeconds(31).toNanos());
    assertFalse(record.isWritable());
    assertEquals(Optional.empty(), record.complaint());
    nanos.addAndGet(Duration.ofMinutes(5).toNanos());
    assertEquals(
        Optional.of("the record's database has not answered for 300 s"), record.complaint());
    source.release();
    waits.get(30, TimeUnit.SECONDS);
    await(() -> record.complaint().isEmpty());
    assertTrue(record.isWritable());
  }

  @Test
  void driverThatCannotBeLoadedIsComplainedOfUntilItCan() {
    source.throwNextThenHang("getConnection", new ExceptionInInitializerError("of a test"));
    CompletableFuture<List<LeftBehind>> opened = record.open();
    await(() -> record.complaint().isPresent());
    assertEquals(
        Optional.of("the record's database driver cannot be loaded: it takes a new start"),
        record.complaint());
    source.release();
    assertEquals(List.of(), opened.orTimeout(30, TimeUnit.SECONDS).join());
    assertEquals(Optional.empty(), record.complaint());
  }

  @Test
  void writerThatHasEndedIsSaidTo() throws Exception {
    record.open().get(30, TimeUnit.SECONDS);
    source.throwNext("prepareStatement", new IllegalStateException("then it pauses"));
    CompletableFuture<Void> unlucky = record.enter(poc(1));
    assertThrows(ExecutionException.class, () -> unlucky.get(30, TimeUnit.SECONDS));
    Thread ended = requireNonNull(writer.get());
    ended.interrupt();
    ended.join();
    assertEquals(
        Optional.of("the thread that writes the record of sessions has ended"), record.complaint());
    assertFalse(record.isWritable());
  }

  @Test
  void callbacksThatNobodyTakesAreCalledAllTheSame() throws Exception {
    JdbcRecord lonely =
        RecordFixture.record(
            source.database(),
            GATEWAY,
            Thread::new,
            task -> {
              throw new OutOfMemoryError("no thread for it");
            },
            nanos::get);
    lonely.open().get(30, TimeUnit.SECONDS);
    lonely.enter(poc(1)).get(30, TimeUnit.SECONDS);
    lonely.close();
  }

  @Test
  void tableOfAnEarlierVersionGetsWhatItLacks() throws Exception {
    try (Connection old = source.database().connect();
        Statement statement = old.createStatement()) {
      statement.execute(
          "CREATE TABLE icws_open_session (gateway VARCHAR(63) NOT NULL, protocol VARCHAR(31) NOT"
              + " NULL, canister VARCHAR(63) NOT NULL, client VARCHAR(127) NOT NULL, PRIMARY KEY"
              + " (gateway, protocol, canister, client))");
      statement.execute(
          "INSERT INTO icws_open_session VALUES ('%s', 'poc', '%s', '%s')"
              .formatted(GATEWAY, poc(1).destination().canister(), poc(1).client()));
      old.commit();
    }
    assertEquals(List.of(new LeftBehind(poc(1), null)), record.open().get(30, TimeUnit.SECONDS));
    enter(poc(2));
    record.orphan(poc(2), Instant.ofEpochSecond(7));
    enter(poc(3));
    assertEquals(3, record.size());
  }

  private void enter(SessionEntry entry) throws Exception {
    record.enter(entry).get(30, TimeUnit.SECONDS);
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }
}
