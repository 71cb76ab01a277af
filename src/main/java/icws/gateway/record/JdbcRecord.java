package icws.gateway.record;

import icws.gateway.relay.SessionEntry;
import icws.gateway.relay.SessionRecord;
import icws.gateway.wire.WireProtocol;
import icws.ic.Principal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The record in a database, written by one thread over one connection: all that waits goes into one
 * transaction, so that the database is asked as often as it can answer, and nobody waits for it but
 * the sessions that are to be entered.
 *
 * <p>While the database does not answer, nothing is entered; what is to be struck is struck when it
 * answers again. Thread-safe.
 */
public final class JdbcRecord implements SessionRecord, AutoCloseable {

  private static final Logger LOG = System.getLogger(JdbcRecord.class.getName());

  /** Beyond so many that wait to be entered, the next is refused. */
  private static final int MOST_ENTERING = 20_000;

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final RecordDatabase database;
  private final RecordTable table;
  private final Thread writer;
  private final Executor callbacks;
  private final Changes changes = new Changes(MOST_ENTERING);
  private final CompletableFuture<List<SessionEntry>> leftBehind = new CompletableFuture<>();

  // Written by the writer's thread, read by all.
  private volatile boolean writable;
  private final AtomicLong size = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();

  // The writer's thread's alone.
  private @Nullable Connection connection;

  /**
   * Makes a record without touching the database.
   *
   * @param gateway whose entries it has to do with; others may be in the same database
   * @param protocols by name, the only ones that entries are of
   * @param threads makes the one that writes
   * @param callbacks runs what follows when something was written
   */
  public JdbcRecord(
      RecordDatabase database,
      Principal gateway,
      Map<String, WireProtocol> protocols,
      ThreadFactory threads,
      Executor callbacks) {
    this.database = database;
    this.table = new RecordTable(gateway, protocols);
    this.writer = threads.newThread(this::write);
    this.callbacks = callbacks;
  }

  @Override
  public CompletableFuture<List<SessionEntry>> open() {
    writer.start();
    return leftBehind.copy();
  }

  @Override
  public CompletableFuture<Void> enter(SessionEntry entry) {
    CompletableFuture<Void> entered = new CompletableFuture<>();
    if (!writable || !changes.enter(entry, entered)) {
      entered.completeExceptionally(new IllegalStateException("the record takes no entries"));
    }
    return entered;
  }

  @Override
  public void strike(SessionEntry entry) {
    changes.strike(entry);
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public long size() {
    return size.get();
  }

  @Override
  public long failures() {
    return failures.get();
  }

  /**
   * Writes what waits, if the database answers, and lets go of it. To be called once, when nothing
   * more is to be entered; returns after five seconds at the latest.
   */
  @Override
  public void close() {
    changes.close();
    try {
      writer.join(CLOSE_LIMIT.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    database.close();
  }

  /** The writer's thread. */
  private void write() {
    try {
      boolean open = load();
      while (open && !changes.isClosed()) {
        open = writeNext();
      }
      // Whatever came before the end, once; what then fails is closed by the next start.
      if (open) {
        boolean unused = writeNext();
      }
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "The record of sessions is not written any more", e);
    } finally {
      writable = false;
      disconnect();
      changes.close();
      changes.take().ifPresent(rest -> fail(rest, new IllegalStateException("the gateway stops")));
    }
  }

  private boolean load() {
    while (!changes.isClosed()) {
      try {
        Connection first = database.connect();
        connection = first;
        List<SessionEntry> entries = table.load(first);
        size.set(table.count(first));
        writable = true;
        LOG.log(
            Level.INFO,
            "The record of sessions is {0}; left behind there: {1}",
            database,
            entries.size());
        Future<?> unused = leftBehind.completeAsync(() -> entries, callbacks);
        return true;
      } catch (SQLException e) {
        failed("opened", e);
        changes.pause(RETRY);
      }
    }
    return false;
  }

  private boolean writeNext() {
    Optional<Changes.Batch> batch = changes.take();
    if (batch.isEmpty()) {
      return false;
    }
    try {
      size.addAndGet(written(batch.get()));
      if (!writable) {
        LOG.log(Level.INFO, "The record of sessions is written again");
      }
      writable = true;
      for (CompletableFuture<Void> waiting : batch.get().waiting()) {
        Future<?> unused = waiting.completeAsync(() -> null, callbacks);
      }
    } catch (SQLException e) {
      failed("written", e);
      changes.giveBack(batch.get());
      fail(batch.get(), e);
      changes.pause(RETRY);
    }
    return true;
  }

  private void fail(Changes.Batch batch, Exception why) {
    for (CompletableFuture<Void> waiting : batch.waiting()) {
      callbacks.execute(() -> waiting.completeExceptionally(why));
    }
  }

  /** A connection that was there before may have died unnoticed: then once more over a new one. */
  private int written(Changes.Batch batch) throws SQLException {
    boolean reused = connection != null;
    try {
      return table.write(connect(), batch.touched(), batch.entered());
    } catch (SQLException e) {
      disconnect();
      if (!reused) {
        throw e;
      }
      LOG.log(Level.DEBUG, "Writes the record over a new connection", e);
      return table.write(connect(), batch.touched(), batch.entered());
    }
  }

  private void failed(String attempted, SQLException failure) {
    boolean first = failures.getAndIncrement() == 0 || writable;
    writable = false;
    disconnect();
    LOG.log(
        first ? Level.ERROR : Level.DEBUG,
        "The record of sessions, {0}, cannot be {1}, and no session is opened until it can: {2}",
        database,
        attempted,
        database.explain(failure));
  }

  private Connection connect() throws SQLException {
    Connection current = connection;
    if (current == null) {
      current = database.connect();
      connection = current;
      // What the last transaction over the one before has done may not be known.
      size.set(table.count(current));
    }
    return current;
  }

  private void disconnect() {
    Connection current = connection;
    connection = null;
    if (current != null) {
      try {
        current.close();
      } catch (SQLException e) {
        LOG.log(Level.DEBUG, "The record's connection did not close", e);
      }
    }
  }
}
