package icws.gateway.record;

import static icws.gateway.record.RecordFixture.GATEWAY;
import static icws.gateway.record.RecordFixture.poc;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
@Tag("slow")
final class PostgresRecordTest extends RecordContract {

  private PrivatePostgres postgres;

  @BeforeAll
  void start() throws Exception {
    postgres = PrivatePostgres.start();
  }

  @AfterAll
  void stop() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  @AfterEach
  void dropTable() throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS icws_open_session");
    }
  }

  @Override
  RecordDatabase database() {
    return RecordDatabase.of(postgres.dataSource(), "postgres");
  }

  @Test
  void aServerThatWasStartedAnewInTheMeantimeIsNoticedByNobody() throws Exception {
    opened(
        GATEWAY,
        record -> {
          enter(record, poc(1));
          postgres.crash();
          postgres.resume();
          enter(record, poc(2));
          assertEquals(2, record.size());
          assertEquals(0, record.failures());
        });
    assertEquals(Set.of(poc(1), poc(2)), leftBehind());
  }

  @Test
  void whileTheServerIsDownNothingIsEnteredAndWhatIsStruckIsStruckLater() throws Exception {
    opened(
        GATEWAY,
        record -> {
          enter(record, poc(1));
          enter(record, poc(2));
          postgres.crash();
          try {
            enter(record, poc(3));
            throw new AssertionError("entered where nobody answers");
          } catch (ExecutionException expected) {
            assertFalse(record.isWritable());
          }
          record.strike(poc(1));
          assertTrue(record.enter(poc(4)).isCompletedExceptionally());
          assertTrue(record.failures() > 0);
          postgres.resume();
          awaitWritable(record);
          enter(record, poc(5));
          assertEquals(2, record.size());
        });
    assertEquals(Set.of(poc(2), poc(5)), leftBehind());
  }

  private static void awaitWritable(JdbcRecord record) throws InterruptedException {
    while (!record.isWritable()) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
