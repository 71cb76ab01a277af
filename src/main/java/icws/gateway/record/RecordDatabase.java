package icws.gateway.record;

import icws.ic.Principal;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.h2.Driver;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where the record is kept.
 *
 * <p>The file is H2's, with the H2 that is in the WAR: servers have different versions of it, or
 * none, and the file is to outlive them. It does not come from the server's pool, which goes down
 * beside the gateway when the server stops, while sessions are still being closed.
 */
public final class RecordDatabase implements AutoCloseable {

  private static final Logger LOG = System.getLogger(RecordDatabase.class.getName());

  /** How long the database may leave one question without an answer. */
  private static final int ANSWER_MILLIS = 10_000;

  private static final Executor SAME_THREAD = Runnable::run;

  private static final int CACHE_KILOBYTES = 1_024;

  private static final String ENDING = ".mv.db";

  private static final String REPLACE =
      "; put a copy back, or move it away (icws.record.file names it) and start again: sessions"
          + " that were left open then end at their canisters in time";
  private static final String ELSEWHERE =
      "; icws.record.file names a place where this process may write";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final DataSource source;
  private final String name;

  /** The gateway's own; null if the database is the server's. */
  private final @Nullable Path file;

  private RecordDatabase(DataSource source, String name, @Nullable Path file) {
    this.source = source;
    this.name = name;
    this.file = file;
  }

  /**
   * A file of the gateway's own, made when it is first opened, which only its owner may read from
   * then on. One process at a time can have it open.
   *
   * @param path of the file, to which {@code .mv.db} is appended unless it ends so
   * @throws IllegalArgumentException if the path cannot be said to H2
   */
  public static RecordDatabase file(Path path) {
    String text = path.toAbsolutePath().toString().replaceFirst("\\.mv\\.db$", "");
    if (text.contains(";")) {
      throw new IllegalArgumentException("a path without ;");
    }
    JdbcDataSource file = new JdbcDataSource();
    // H2 would close the file at the Java machine's end, when sessions are still being closed; and
    // keep old pages in a sixteenth of the heap, of a file that is written and not read again.
    file.setURL(
        "jdbc:h2:file:"
            + text
            + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;CACHE_SIZE="
            + CACHE_KILOBYTES);
    String name = text + ENDING;
    loadClasses();
    return new RecordDatabase(file, name, Path.of(name));
  }

  /**
   * Has the classes there that a file needs, on the thread that deploys the gateway: when that is
   * done, Payara closes the application's jars under whoever loads from them, and a class that
   * could not be initialized once never can.
   */
  private static void loadClasses() {
    JdbcDataSource memory = new JdbcDataSource();
    memory.setURL("jdbc:h2:memFS:icws-classes;CACHE_SIZE=" + CACHE_KILOBYTES);
    try (Connection connection = memory.getConnection();
        Statement statement = connection.createStatement()) {
      prepare(connection);
      new RecordTable(Principal.ANONYMOUS, Map.of()).load(connection);
      connection.commit();
      statement.execute("DROP ALL OBJECTS DELETE FILES");
    } catch (SQLException unexpected) {
      LOG.log(Level.DEBUG, "H2 does not work in memory", unexpected);
    }
  }

  /**
   * A DataSource of the server.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  @SuppressWarnings("BanJNDI") // the name is the operator's, and names what is the server's
  public static RecordDatabase named(String jndiName) {
    try {
      Object found = InitialContext.doLookup(jndiName);
      if (found instanceof DataSource source) {
        return of(source, jndiName);
      }
      throw new IllegalArgumentException("the server has something else of that name: " + found);
    } catch (NamingException none) {
      throw new IllegalArgumentException("the server has none of that name: " + none, none);
    }
  }

  static RecordDatabase of(DataSource source, String name) {
    return new RecordDatabase(source, name, null);
  }

  /** A connection for one thread, which commits itself. */
  Connection connect() throws SQLException {
    Connection connection = source.getConnection();
    try {
      prepare(connection);
      if (file != null) {
        keepToItsOwner(file);
      }
      return connection;
    } catch (SQLException | RuntimeException | Error unusable) {
      connection.close();
      throw unusable;
    }
  }

  /** Who has been connected to which canister is nobody's business on this machine. */
  private static void keepToItsOwner(Path file) {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    try {
      view.setPermissions(OWNER_ONLY);
    } catch (IOException notOurs) {
      LOG.log(
          Level.WARNING,
          "Others may read {0}, which has who is connected to which canister; its permissions"
              + " cannot be changed to its owner''s alone: {1}",
          file,
          notOurs);
    }
  }

  private static void prepare(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try {
      connection.setNetworkTimeout(SAME_THREAD, ANSWER_MILLIS);
    } catch (SQLFeatureNotSupportedException none) {
      LOG.log(Level.DEBUG, "The driver has no time-out for answers", none);
    }
  }

  /** What went wrong and what to do about it, for the operator. */
  String explain(Throwable failure) {
    if (!(failure instanceof SQLException said)) {
      return String.valueOf(failure);
    }
    return file == null
        ? "the DataSource that icws.record.datasource names says: " + failure
        : explain(file, said);
  }

  private static String explain(Path file, SQLException failure) {
    return switch (failure.getErrorCode()) {
      case ErrorCode.DATABASE_ALREADY_OPEN_1 ->
          "another process has it open; do two gateways run with one identity?";
      case ErrorCode.FILE_VERSION_ERROR_1 ->
          "another version of H2 has written it, or it is no database" + REPLACE;
      case ErrorCode.FILE_CORRUPTED_1 -> "it is damaged" + REPLACE;
      case ErrorCode.DATABASE_IS_READ_ONLY -> "it is read-only" + ELSEWHERE;
      default ->
          FileTrouble.causes(failure).anyMatch(EOFException.class::isInstance)
              ? "it is cut off" + REPLACE
              : FileTrouble.writing(file, failure) + ELSEWHERE;
    };
  }

  /** Leaves nothing of it behind in the server. */
  @Override
  public void close() {
    if (file != null) {
      Driver.unload();
    }
  }

  /** The file or the name. */
  @Override
  public String toString() {
    return name;
  }
}
