package icws.gateway.record;

import static icws.gateway.record.RecordFixture.GATEWAY;
import static icws.gateway.record.RecordFixture.OTHER_GATEWAY;
import static icws.gateway.record.RecordFixture.poc;
import static icws.gateway.record.RecordFixture.v1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.gateway.relay.closing.SessionEntry;
import icws.gateway.relay.closing.SessionRecord.LeftBehind;
import icws.ic.Principal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the record promises, in every database that it is kept in. */
@Timeout(60)
abstract class RecordContract {

  /** The same database at each call of one test, empty at the first. */
  abstract RecordDatabase database() throws SQLException;

  /** Opens a record, gives it to a task, and closes it; answers what was left behind there. */
  final Set<SessionEntry> opened(Principal gateway, Use use) throws Exception {
    try (JdbcRecord record = RecordFixture.record(database(), gateway)) {
      List<SessionEntry> leftBehind =
          record.open().get(30, TimeUnit.SECONDS).stream().map(LeftBehind::entry).toList();
      use.of(record);
      assertEquals(leftBehind.size(), new HashSet<>(leftBehind).size());
      return Set.copyOf(leftBehind);
    }
  }

  final Set<SessionEntry> leftBehind() throws Exception {
    return opened(GATEWAY, record -> {});
  }

  interface Use {
    void of(JdbcRecord record) throws Exception;
  }

  static void enter(JdbcRecord record, SessionEntry entry) throws Exception {
    record.enter(entry).get(30, TimeUnit.SECONDS);
  }

  @Test
  void whatWasEnteredAndNotStruckIsLeftBehind() throws Exception {
    Set<SessionEntry> before =
        opened(
            GATEWAY,
            record -> {
              enter(record, poc(1));
              enter(record, poc(-1));
              enter(record, v1(1));
              enter(record, v1(-1));
              assertEquals(4, record.size());
              record.strike(poc(1));
            });
    assertEquals(Set.of(), before);
    assertEquals(Set.of(poc(-1), v1(1), v1(-1)), leftBehind());
  }

  @Test
  void sinceWhenAnEntryHasHadNoSessionIsLeftBehindWithIt() throws Exception {
    Instant since = Instant.ofEpochSecond(1_700_000_000);
    opened(
        GATEWAY,
        record -> {
          enter(record, poc(1));
          enter(record, poc(2));
          enter(record, poc(3));
          record.orphan(poc(1), since.plusMillis(999));
          record.orphan(poc(3), since);
          record.strike(poc(3));
          record.orphan(poc(4), since);
          enter(record, v1(1));
          assertEquals(3, record.size());
        });
    try (JdbcRecord record = RecordFixture.record(database(), GATEWAY)) {
      assertEquals(
          Set.of(
              new LeftBehind(poc(1), since),
              new LeftBehind(poc(2), null),
              new LeftBehind(v1(1), null)),
          Set.copyOf(record.open().get(30, TimeUnit.SECONDS)));
    }
  }

  @Test
  void aGatewaySeesAndStrikesItsOwnEntriesOnly() throws Exception {
    opened(GATEWAY, record -> enter(record, poc(1)));
    Set<SessionEntry> others =
        opened(
            OTHER_GATEWAY,
            record -> {
              assertEquals(0, record.size());
              record.strike(poc(1));
              enter(record, poc(2));
              assertEquals(1, record.size());
            });
    assertEquals(Set.of(), others);
    assertEquals(Set.of(poc(1)), leftBehind());
  }

  @Test
  void whatIsAskedForOneEntryIsDoneInTheOrderOfAsking() throws Exception {
    opened(
        GATEWAY,
        record -> {
          for (int i = 0; i < 100; i++) {
            CompletableFuture<Void> entered = record.enter(poc(1));
            record.strike(poc(1));
            record.strike(poc(2));
            enter(record, poc(2));
            entered.get(30, TimeUnit.SECONDS);
          }
          assertEquals(1, record.size());
        });
    assertEquals(Set.of(poc(2)), leftBehind());
  }

  @Test
  void thousandsAtOnceAreAllWritten() throws Exception {
    List<SessionEntry> many = LongStream.range(0, 5_000).mapToObj(RecordFixture::poc).toList();
    opened(
        GATEWAY,
        record -> {
          CompletableFuture<?>[] entered =
              many.stream().map(record::enter).toArray(CompletableFuture<?>[]::new);
          CompletableFuture.allOf(entered).get(30, TimeUnit.SECONDS);
          assertEquals(5_000, record.size());
          many.subList(1, 5_000).forEach(record::strike);
        });
    assertEquals(Set.of(poc(0)), leftBehind());
  }

  @Test
  void whatAnotherVersionWroteStays() throws Exception {
    opened(GATEWAY, record -> enter(record, poc(1)));
    RecordDatabase database = database();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE icws_open_session SET protocol = 'v9'");
      connection.commit();
      opened(GATEWAY, record -> assertEquals(1, record.size()));
      assertEquals(1, RecordFixture.table(GATEWAY).count(connection));
    }
  }
}
