package icws.gateway.record;

import icws.gateway.relay.closing.SessionEntry;
import icws.gateway.relay.closing.SessionRecord;
import icws.gateway.wire.WireProtocol;
import icws.ic.Principal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The record in a database, written by one thread over one connection: all that waits goes into one
 * transaction, so that the database is asked as often as it can answer, and nobody waits for it but
 * the sessions that are to be entered.
 *
 * <p>While the database does not answer, or its driver throws whatever it throws, nothing is
 * entered; what is to be struck is struck when it answers again. Thread-safe.
 */
public final class JdbcRecord implements SessionRecord, AutoCloseable {

  private static final Logger LOG = System.getLogger(JdbcRecord.class.getName());

  /** Beyond so many that wait to be entered, the next is refused. */
  private static final int MOST_ENTERING = 20_000;

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /** Three questions, each with the time that {@link RecordDatabase} gives it. */
  private static final Duration SLOW = Duration.ofSeconds(30);

  /** No driver with a time-out of its own takes so long. */
  private static final Duration STUCK = Duration.ofMinutes(5);

  private final RecordDatabase database;
  private final RecordTable table;
  private final ThreadFactory threads;
  private final Executor callbacks;
  private final LongSupplier nanoTime;
  private final Duration retry;
  private final WriteQueue changes = new WriteQueue(MOST_ENTERING);
  private final CompletableFuture<List<LeftBehind>> leftBehind = new CompletableFuture<>();

  // Written by the writer's thread, read by all.
  private volatile boolean writable;
  private volatile boolean ended;
  private volatile boolean broken;
  private volatile @Nullable Long askedNanos;
  private final AtomicLong size = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();

  // Written by whoever opens and closes.
  private volatile @Nullable Thread writer;
  private volatile boolean closing;

  // The writer's thread's alone.
  private @Nullable Connection connection;

  /**
   * Makes a record without touching the database.
   *
   * @param gateway whose entries it has to do with; others may be in the same database
   * @param protocols by name, the only ones that entries are of
   * @param threads makes the one that writes
   * @param callbacks runs what follows when something was written
   * @param nanoTime the time in nanoseconds since any moment
   */
  public JdbcRecord(
      RecordDatabase database,
      Principal gateway,
      Map<String, WireProtocol> protocols,
      ThreadFactory threads,
      Executor callbacks,
      LongSupplier nanoTime) {
    this(database, gateway, protocols, threads, callbacks, nanoTime, RETRY);
  }

  /**
   * As {@link #JdbcRecord(RecordDatabase, Principal, Map, ThreadFactory, Executor, LongSupplier)}.
   *
   * @param retry between two tries of a database that does not answer
   */
  JdbcRecord(
      RecordDatabase database,
      Principal gateway,
      Map<String, WireProtocol> protocols,
      ThreadFactory threads,
      Executor callbacks,
      LongSupplier nanoTime,
      Duration retry) {
    this.retry = retry;
    this.database = database;
    this.table = new RecordTable(gateway, protocols);
    this.threads = threads;
    this.callbacks = callbacks;
    this.nanoTime = nanoTime;
  }

  @Override
  public CompletableFuture<List<LeftBehind>> open() {
    Thread made = threads.newThread(this::write);
    writer = made;
    made.start();
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
  public void orphan(SessionEntry entry, Instant since) {
    changes.orphan(entry, since);
  }

  @Override
  public void strike(SessionEntry entry) {
    changes.strike(entry);
  }

  @Override
  public boolean isWritable() {
    return writable && !hasAskedFor(SLOW);
  }

  @Override
  public long size() {
    return size.get();
  }

  @Override
  public long failures() {
    return failures.get();
  }

  /** Why nothing will ever be written any more, in words; empty if that is not so. */
  public Optional<String> complaint() {
    if (ended && !closing) {
      return Optional.of("the thread that writes the record of sessions has ended");
    }
    if (broken) {
      return Optional.of("the record's database driver cannot be loaded: it takes a new start");
    }
    return hasAskedFor(STUCK)
        ? Optional.of("the record's database has not answered for " + STUCK.toSeconds() + " s")
        : Optional.empty();
  }

  private boolean hasAskedFor(Duration time) {
    Long since = askedNanos;
    return since != null && nanoTime.getAsLong() - since > time.toNanos();
  }

  /**
   * Writes what waits, if the database answers, and lets go of it. To be called once, when nothing
   * more is to be entered; returns after five seconds at the latest.
   */
  @Override
  public void close() {
    closing = true;
    changes.close();
    Thread started = writer;
    if (started != null) {
      join(started);
    }
    database.close();
  }

  private void join(Thread started) {
    try {
      started.join(CLOSE_LIMIT.toMillis());
      if (started.isAlive()) {
        LOG.log(
            Level.WARNING,
            "The record of open sessions, {0}, does not answer, and the stop waits for it no"
                + " longer: clients that it still has are closed once more by the next start",
            database);
        started.interrupt();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The writer's thread. */
  private void write() {
    try {
      boolean loaded = false;
      while (!changes.isClosed()) {
        loaded = loaded ? writeNext() : load();
      }
      // Whatever came before the end, once; what then fails is closed by the next start.
      if (loaded) {
        writeNext();
      }
    } finally {
      ended = true;
      writable = false;
      disconnect();
      changes.close();
      changes.take().ifPresent(rest -> fail(rest, new IllegalStateException("the gateway stops")));
    }
  }

  private boolean load() {
    try {
      askedNanos = nanoTime.getAsLong();
      Connection first = database.connect();
      connection = first;
      List<LeftBehind> entries = table.load(first);
      size.set(table.count(first));
      works();
      LOG.log(
          Level.INFO,
          "The record of open sessions is {0}; left behind there by an earlier run, and to be"
              + " closed at their canisters: {1}",
          database,
          entries.size());
      callBack(() -> leftBehind.complete(entries));
      return true;
    } catch (Throwable fault) {
      failed("opened", fault);
      changes.pause(retry);
      return false;
    } finally {
      askedNanos = null;
    }
  }

  /** Answers true: the next is written too, whatever became of this one. */
  private boolean writeNext() {
    try {
      changes.take().ifPresent(this::write);
    } catch (Throwable fault) {
      failed("written", fault);
      changes.pause(retry);
    }
    return true;
  }

  private void write(WriteQueue.Batch batch) {
    try {
      askedNanos = nanoTime.getAsLong();
      size.addAndGet(written(batch));
      if (!writable) {
        LOG.log(
            Level.INFO, "The record of open sessions is written again, and clients can be opened");
      }
      works();
      batch.waiting().forEach(waiting -> callBack(() -> waiting.complete(null)));
    } catch (Throwable fault) {
      failed("written", fault);
      changes.giveBack(batch);
      fail(batch, fault);
      changes.pause(retry);
    } finally {
      askedNanos = null;
    }
  }

  private void works() {
    writable = true;
    broken = false;
  }

  private void fail(WriteQueue.Batch batch, Throwable why) {
    batch.waiting().forEach(waiting -> callBack(() -> waiting.completeExceptionally(why)));
  }

  /** On this thread where no other takes it: nothing waits for ever. */
  private void callBack(Runnable told) {
    try {
      callbacks.execute(told);
    } catch (RuntimeException | Error notTaken) {
      told.run();
    }
  }

  /** A connection that was there before may have died unnoticed: then once more over a new one. */
  private int written(WriteQueue.Batch batch) throws SQLException {
    boolean reused = connection != null;
    try {
      return table.write(connect(), batch.wanted());
    } catch (SQLException e) {
      disconnect();
      if (!reused) {
        throw e;
      }
      LOG.log(Level.DEBUG, "Writes the record over a new connection", e);
      return table.write(connect(), batch.wanted());
    }
  }

  private void failed(String attempted, Throwable fault) {
    boolean first = failures.getAndIncrement() == 0 || writable;
    writable = false;
    if (fault instanceof LinkageError) {
      broken = true;
    }
    try {
      disconnect();
      LOG.log(
          first ? Level.ERROR : Level.DEBUG,
          "The record of open sessions, "
              + database
              + ", cannot be "
              + attempted
              + "; no client can be opened until it can, and it is tried again: "
              + database.explain(fault),
          // What is no trouble of a database nobody can mend without knowing where it was thrown.
          fault instanceof Error ? fault : null);
    } catch (RuntimeException | Error nothingToSayItWith) {
      // It is tried again all the same.
    }
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
      } catch (SQLException | RuntimeException | Error fault) {
        LOG.log(Level.DEBUG, "The record's connection did not close", fault);
      }
    }
  }
}
