package icws.devnet;

import icws.devnet.replica.InstallException;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Runs a local network from the command line until it is interrupted. See {@link #HELP}. */
public final class Main {
  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  static final String HELP =
      """
      A local Internet Computer network for development; state is in memory.

      usage: java -jar ic-devnet.jar [options]

        --port N               port on 127.0.0.1 (default 4943; 0 for any free one)
        --canister FILE[=HEX]  install this Wasm module, plain or gzipped; HEX is its init
                               argument in Candid (default: no arguments). May be repeated;
                               the first canister is rwlgt-iiaaa-aaaaa-aaaaa-cai
        --seed TEXT            make other keys than usual; the same text makes the same keys
        --random-ids           let canister ids begin anywhere
        --quiet                do not print what canisters print
        --help                 print this

      The network answers at once, unless it is told otherwise:

      """
          + ConditionOptions.HELP
          + """

          When everything is installed it prints "Devnet ready at URL". It ends with Ctrl-C.
          """;

  /** A module to install at the start. */
  private record Deployment(Path wasm, Bytes argument) {}

  private final PrintStream out;
  private final List<Deployment> deployments = new ArrayList<>();
  private final ConditionOptions conditions = new ConditionOptions();
  private DevnetOptions options;
  private boolean helpWanted;

  private Main(PrintStream out) {
    this.out = out;
    this.options = DevnetOptions.defaults().printed(this::print);
  }

  /** Exit status 0 at an interrupt or for help, 1 where the start failed, 2 for wrong usage. */
  public static void main(String[] args) throws InterruptedException {
    main(args, devnet -> {});
  }

  /** The same, with somebody who is shown the network as soon as its canisters are installed. */
  public static void main(String[] args, Consumer<Devnet> watcher) throws InterruptedException {
    Main main = new Main(System.out);
    try {
      main.parse(List.of(args).iterator());
    } catch (UsageException e) {
      System.err.println(e.getMessage() + "\n\n" + HELP);
      System.exit(WRONG_USAGE);
    }
    if (main.helpWanted) {
      System.out.print(HELP);
      System.exit(OK);
    }
    try {
      main.run(watcher);
    } catch (UncheckedIOException | InstallException e) {
      System.err.println(main.explain(e));
      System.exit(FAILED);
    }
  }

  private void parse(Iterator<String> args) {
    while (args.hasNext()) {
      String option = args.next();
      switch (option) {
        case "--port" -> options = options.port(port(value(option, args)));
        case "--canister" -> deployments.add(deployment(value(option, args)));
        case "--seed" -> options = options.seed(value(option, args));
        case "--random-ids" -> options = options.randomIds(true);
        case "--quiet" -> options = options.printed((canister, text) -> {});
        case "--help" -> helpWanted = true;
        default -> condition(option, args);
      }
    }
    options = options.conditions(conditions.conditions());
  }

  private void condition(String option, Iterator<String> args) {
    if (!ConditionOptions.has(option)) {
      throw new UsageException("Unknown option: " + option);
    }
    conditions.take(option, value(option, args));
  }

  private static String value(String option, Iterator<String> args) {
    if (!args.hasNext()) {
      throw new UsageException(option + " needs a value");
    }
    return args.next();
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65535) {
        return port;
      }
      throw new UsageException("--port takes 0 to 65535, not " + text);
    } catch (NumberFormatException e) {
      throw new UsageException("--port takes a number, not " + text, e);
    }
  }

  private static Deployment deployment(String text) {
    int equals = text.lastIndexOf('=');
    Path wasm = Path.of(equals < 0 ? text : text.substring(0, equals));
    if (!Files.isRegularFile(wasm)) {
      throw new UsageException("--canister: no such file: " + wasm);
    }
    try {
      Bytes argument = equals < 0 ? Devnet.NO_ARGUMENTS : Bytes.ofHex(text.substring(equals + 1));
      return new Deployment(wasm, argument);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--canister: the init argument is not hex: " + e.getMessage(), e);
    }
  }

  private void run(Consumer<Devnet> watcher) throws InterruptedException {
    try (Devnet devnet = Devnet.start(options)) {
      devnet.urls().forEach(url -> out.println("url       " + url));
      out.println("root key  " + devnet.rootKeyDer().hex());
      for (Deployment each : deployments) {
        out.println("canister  " + devnet.install(each.wasm, each.argument) + "  " + each.wasm);
      }
      watcher.accept(devnet);
      out.println("Devnet ready at " + devnet.url());
      out.flush();
      new CountDownLatch(1).await();
    }
  }

  private void print(Principal canister, String text) {
    out.println("[" + canister + "] " + text);
  }

  private String explain(RuntimeException failure) {
    if (failure.getCause() instanceof BindException) {
      return "Port "
          + options.port()
          + " is in use. End what uses it, or choose another with --port (0 for any free one).";
    }
    return "The local network could not start: " + failure.getMessage();
  }
}
