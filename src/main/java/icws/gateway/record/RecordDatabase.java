package icws.gateway.record;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.Executor;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.h2.Driver;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;

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

  private final DataSource source;
  private final String name;
  private final boolean isOwn;

  private RecordDatabase(DataSource source, String name, boolean isOwn) {
    this.source = source;
    this.name = name;
    this.isOwn = isOwn;
  }

  /**
   * A file of the gateway's own, made when it is first opened. One process at a time can have it
   * open.
   *
   * @param path of the file, to which {@code .mv.db} is appended
   * @throws IllegalArgumentException if the path cannot be said to H2
   */
  public static RecordDatabase file(Path path) {
    String text = path.toAbsolutePath().toString();
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
    return new RecordDatabase(file, text + ".mv.db", true);
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
    return new RecordDatabase(source, name, false);
  }

  /** A connection for one thread, which commits itself. */
  Connection connect() throws SQLException {
    Connection connection = source.getConnection();
    connection.setAutoCommit(false);
    try {
      connection.setNetworkTimeout(SAME_THREAD, ANSWER_MILLIS);
    } catch (SQLFeatureNotSupportedException none) {
      LOG.log(Level.DEBUG, "The driver has no time-out for answers", none);
    }
    return connection;
  }

  /** What went wrong, for the operator. */
  String explain(SQLException failure) {
    return isOwn && failure.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1
        ? "another process has it open; do two gateways run with one identity?"
        : String.valueOf(failure);
  }

  /** Leaves nothing of it behind in the server. */
  @Override
  public void close() {
    if (isOwn) {
      Driver.unload();
    }
  }

  /** The file or the name. */
  @Override
  public String toString() {
    return name;
  }
}
