package icws.gateway.record;

import icws.gateway.record.WriteQueue.Wanted;
import icws.gateway.relay.Destination;
import icws.gateway.relay.closing.SessionEntry;
import icws.gateway.relay.closing.SessionRecord.LeftBehind;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.WireProtocol;
import icws.ic.Principal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One gateway's rows in the table of open sessions, in SQL that H2 and PostgreSQL both understand.
 * Several gateways may share the table. For one thread at a time.
 */
final class RecordTable {

  private static final Logger LOG = System.getLogger(RecordTable.class.getName());

  private static final String CREATE =
      """
      CREATE TABLE icws_open_session (
        gateway VARCHAR(63) NOT NULL,
        protocol VARCHAR(31) NOT NULL,
        canister VARCHAR(63) NOT NULL,
        client VARCHAR(127) NOT NULL,
        orphaned_at BIGINT,
        PRIMARY KEY (gateway, protocol, canister, client))
      """;

  /** Tables of earlier versions lack it. Seconds since 1970; null while there is a session. */
  private static final String ADD_COLUMN =
      "ALTER TABLE icws_open_session ADD COLUMN orphaned_at BIGINT";

  private static final String SELECT =
      "SELECT protocol, canister, client, orphaned_at FROM icws_open_session WHERE gateway = ?";
  private static final String COUNT = "SELECT COUNT(*) FROM icws_open_session WHERE gateway = ?";
  private static final String INSERT =
      "INSERT INTO icws_open_session (gateway, protocol, canister, client) VALUES (?, ?, ?, ?)";
  private static final String DELETE =
      "DELETE FROM icws_open_session"
          + " WHERE gateway = ? AND protocol = ? AND canister = ? AND client = ?";

  private static final String UPDATE =
      "UPDATE icws_open_session SET orphaned_at = ?"
          + " WHERE gateway = ? AND protocol = ? AND canister = ? AND client = ?";

  private final String gateway;
  private final Map<String, WireProtocol> protocols;

  RecordTable(Principal gateway, Map<String, WireProtocol> protocols) {
    this.gateway = gateway.toString();
    this.protocols = Map.copyOf(protocols);
  }

  /** All entries of this gateway; makes the table if there is none, or what it lacks. */
  List<LeftBehind> load(Connection connection) throws SQLException {
    try {
      return select(connection);
    } catch (SQLException noSuchTable) {
      make(connection, noSuchTable);
      return select(connection);
    }
  }

  private static void make(Connection connection, SQLException noSuchTable) throws SQLException {
    try {
      change(connection, CREATE);
    } catch (SQLException exists) {
      try {
        change(connection, ADD_COLUMN);
      } catch (SQLException cannot) {
        cannot.addSuppressed(exists);
        cannot.addSuppressed(noSuchTable);
        throw cannot;
      }
    }
  }

  private static void change(Connection connection, String sql) throws SQLException {
    connection.rollback();
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    connection.commit();
  }

  private List<LeftBehind> select(Connection connection) throws SQLException {
    List<LeftBehind> entries = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setString(1, gateway);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Instant orphanedAt = instant(rows, 4);
          entry(rows.getString(1), rows.getString(2), rows.getString(3))
              .ifPresent(entry -> entries.add(new LeftBehind(entry, orphanedAt)));
        }
      }
    }
    connection.commit();
    return entries;
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    long seconds = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochSecond(seconds);
  }

  /** How many entries this gateway has. */
  long count(Connection connection) throws SQLException {
    try (PreparedStatement count = connection.prepareStatement(COUNT)) {
      count.setString(1, gateway);
      try (ResultSet row = count.executeQuery()) {
        row.next();
        long entries = row.getLong(1);
        connection.commit();
        return entries;
      }
    }
  }

  /** What is not understood stays, for the version of the gateway that wrote it. */
  private Optional<SessionEntry> entry(String protocol, String canister, String client) {
    try {
      WireProtocol spoken = protocols.get(protocol);
      if (spoken == null) {
        throw new IllegalArgumentException("no such protocol");
      }
      return Optional.of(
          new SessionEntry(
              new Destination(spoken, Principal.parse(canister)), ClientKey.parse(client)));
    } catch (IllegalArgumentException unknown) {
      LOG.log(
          Level.WARNING,
          "An entry of the record is not understood: {0}, {1}, {2}: {3}",
          protocol,
          canister,
          client,
          unknown.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Enters entries, strikes and dates others, all or nothing; doing it again changes nothing. What
   * was done outlives this process when the method returns.
   *
   * @param wanted of each entry
   * @return by how many entries the table has grown
   */
  int write(Connection connection, Map<SessionEntry, Wanted> wanted) throws SQLException {
    List<SessionEntry> entered = new ArrayList<>();
    List<SessionEntry> removed = new ArrayList<>();
    Map<SessionEntry, Instant> orphaned = new LinkedHashMap<>();
    wanted.forEach(
        (entry, what) -> {
          if (what instanceof Wanted.Orphaned dated) {
            orphaned.put(entry, dated.since());
          } else {
            // What is entered anew may be there, from a try of which nobody knows what came.
            removed.add(entry);
          }
          if (what instanceof Wanted.Entered) {
            entered.add(entry);
          }
        });
    int growth = entered.size() - execute(connection, DELETE, removed);
    execute(connection, INSERT, entered);
    date(connection, orphaned);
    commit(connection);
    return growth;
  }

  private static void commit(Connection connection) throws SQLException {
    connection.commit();
    if (connection.getMetaData().getDatabaseProductName().equals("H2")) {
      // H2 writes what is committed half a second later, on a loaded machine later still: whatever
      // was opened in that time would be lost with the process.
      try (Statement sync = connection.createStatement()) {
        sync.execute("CHECKPOINT SYNC");
      }
    }
  }

  private int execute(Connection connection, String sql, List<SessionEntry> entries)
      throws SQLException {
    if (entries.isEmpty()) {
      return 0;
    }
    int rows = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (SessionEntry entry : entries) {
        name(statement, 1, entry);
        statement.addBatch();
      }
      for (int changed : statement.executeBatch()) {
        rows += Math.max(0, changed);
      }
    }
    return rows;
  }

  private void date(Connection connection, Map<SessionEntry, Instant> orphaned)
      throws SQLException {
    if (orphaned.isEmpty()) {
      return;
    }
    try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
      for (Map.Entry<SessionEntry, Instant> each : orphaned.entrySet()) {
        update.setLong(1, each.getValue().getEpochSecond());
        name(update, 2, each.getKey());
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  /** Sets the four parameters that name an entry. */
  private void name(PreparedStatement statement, int first, SessionEntry entry)
      throws SQLException {
    statement.setString(first, gateway);
    statement.setString(first + 1, entry.destination().protocol().name());
    statement.setString(first + 2, entry.destination().canister().toString());
    statement.setString(first + 3, entry.client().toString());
  }
}
