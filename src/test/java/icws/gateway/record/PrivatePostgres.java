package icws.gateway.record;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL cluster of a test's own, on loopback, with the programs that are installed on this
 * machine. PostgreSQL does not run as root: root has the user {@code postgres} run it, whom its
 * package makes.
 */
public final class PrivatePostgres implements AutoCloseable {

  private static final long LIMIT_SECONDS = 60;

  private final Path programs;
  private final Path directory;
  private final int port;

  private PrivatePostgres(Path programs, Path directory, int port) {
    this.programs = programs;
    this.directory = directory;
    this.port = port;
  }

  /** Makes and starts a cluster; where PostgreSQL is not installed, the test is skipped. */
  public static PrivatePostgres start() throws IOException {
    Optional<Path> programs = programs();
    assumeTrue(
        programs.isPresent(),
        "SKIPPED: PostgreSQL is not installed here (Debian: apt-get install postgresql),"
            + " so the record of sessions is not tested on it");
    PrivatePostgres cluster =
        new PrivatePostgres(
            programs.orElseThrow(), Path.of(run(List.of("mktemp", "-d"))), freePort());
    cluster.program("initdb", "--auth=trust", "--username=icws", "--no-sync", "-D", cluster.data());
    cluster.resume();
    return cluster;
  }

  public int port() {
    return port;
  }

  /** A DataSource as an operator's driver makes it. */
  public PGSimpleDataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"127.0.0.1"});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName("postgres");
    source.setUser("icws");
    return source;
  }

  /** Ends the server at once, as a crash does. */
  public void crash() throws IOException {
    program("pg_ctl", "stop", "-D", data(), "-m", "immediate", "-w");
  }

  /** Starts the server over the data that there is, and waits until it answers. */
  public void resume() throws IOException {
    String options =
        "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=16MB"
            .formatted(port);
    program(
        "pg_ctl",
        "start",
        "-D",
        data(),
        "-w",
        "-o",
        options,
        "-l",
        directory.resolve("log").toString());
  }

  @Override
  public void close() throws IOException {
    program("pg_ctl", "stop", "-D", data(), "-m", "immediate", "-w");
    run(List.of("rm", "-r", directory.toString()));
  }

  private String data() {
    return directory.resolve("data").toString();
  }

  private void program(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(programs.resolve(name).toString());
    command.addAll(List.of(arguments));
    run(command);
  }

  private static Optional<Path> programs() throws IOException {
    List<Path> candidates = new ArrayList<>();
    for (String directory : System.getenv("PATH").split(":", -1)) {
      candidates.add(Path.of(directory));
    }
    Path debian = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> versions = Files.list(debian)) {
        versions.map(version -> version.resolve("bin")).forEach(candidates::add);
      }
    }
    return candidates.stream()
        .filter(path -> Files.isExecutable(path.resolve("initdb")))
        .findFirst();
  }

  /** Runs a command as somebody who is not root, and answers what it prints. */
  private static String run(List<String> command) throws IOException {
    List<String> unprivileged = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      unprivileged.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    unprivileged.addAll(command);
    Path output = Files.createTempFile("postgres", ".log");
    // A file, because the server inherits it and would keep a pipe open.
    Process process =
        new ProcessBuilder(unprivileged)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = process.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join().exitValue();
    String printed = Files.readString(output, StandardCharsets.UTF_8).strip();
    Files.delete(output);
    if (status != 0) {
      throw new IOException(String.join(" ", unprivileged) + ": " + printed);
    }
    return printed;
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}
