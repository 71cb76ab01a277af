package icws.gateway.record;

import icws.gateway.relay.Destination;
import icws.gateway.relay.SessionEntry;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        PRIMARY KEY (gateway, protocol, canister, client))
      """;
  private static final String SELECT =
      "SELECT protocol, canister, client FROM icws_open_session WHERE gateway = ?";
  private static final String COUNT = "SELECT COUNT(*) FROM icws_open_session WHERE gateway = ?";
  private static final String INSERT =
      "INSERT INTO icws_open_session (gateway, protocol, canister, client) VALUES (?, ?, ?, ?)";
  private static final String DELETE =
      "DELETE FROM icws_open_session"
          + " WHERE gateway = ? AND protocol = ? AND canister = ? AND client = ?";

  private final String gateway;
  private final Map<String, WireProtocol> protocols;

  RecordTable(Principal gateway, Map<String, WireProtocol> protocols) {
    this.gateway = gateway.toString();
    this.protocols = Map.copyOf(protocols);
  }

  /** All entries of this gateway; makes the table if there is none. */
  List<SessionEntry> load(Connection connection) throws SQLException {
    try {
      return select(connection);
    } catch (SQLException noTable) {
      connection.rollback();
      try (Statement create = connection.createStatement()) {
        create.execute(CREATE);
      } catch (SQLException cannot) {
        cannot.addSuppressed(noTable);
        throw cannot;
      }
      connection.commit();
      return select(connection);
    }
  }

  private List<SessionEntry> select(Connection connection) throws SQLException {
    List<SessionEntry> entries = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setString(1, gateway);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          entry(rows.getString(1), rows.getString(2), rows.getString(3)).ifPresent(entries::add);
        }
      }
    }
    connection.commit();
    return entries;
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
   * Removes entries and enters others, all or nothing; doing it again changes nothing. What was
   * done outlives this process when the method returns.
   *
   * @param removed those there may be and are not to be, or are entered anew
   * @return by how many entries the table has grown
   */
  int write(
      Connection connection, Collection<SessionEntry> removed, Collection<SessionEntry> entered)
      throws SQLException {
    int growth = entered.size() - execute(connection, DELETE, removed);
    execute(connection, INSERT, entered);
    connection.commit();
    if (connection.getMetaData().getDatabaseProductName().equals("H2")) {
      // H2 writes what is committed half a second later, on a loaded machine later still: whatever
      // was opened in that time would be lost with the process.
      try (Statement sync = connection.createStatement()) {
        sync.execute("CHECKPOINT SYNC");
      }
    }
    return growth;
  }

  private int execute(Connection connection, String sql, Collection<SessionEntry> entries)
      throws SQLException {
    if (entries.isEmpty()) {
      return 0;
    }
    int rows = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (SessionEntry entry : entries) {
        statement.setString(1, gateway);
        statement.setString(2, entry.destination().protocol().name());
        statement.setString(3, entry.destination().canister().toString());
        statement.setString(4, entry.client().toString());
        statement.addBatch();
      }
      for (int changed : statement.executeBatch()) {
        rows += Math.max(0, changed);
      }
    }
    return rows;
  }
}
