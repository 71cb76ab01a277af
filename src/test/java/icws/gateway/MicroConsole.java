package icws.gateway;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * Payara Micro with a console, since of itself it deploys at its start only: on its standard input
 * it takes {@code deploy <file>} and {@code undeploy}. There it runs with nothing but Payara Micro
 * beside it, whose classes it does not know, so everything goes by reflection.
 */
final class MicroConsole implements ApplicationServer.Console {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PROMPT = "console: ";
  private static final String APPLICATION = "application";

  private final Writer input;
  private final ProcessLog log;

  private MicroConsole(Writer input, ProcessLog log) {
    this.input = input;
    this.log = log;
  }

  static MicroConsole of(Process process, ProcessLog log) {
    return new MicroConsole(process.outputWriter(StandardCharsets.UTF_8), log);
  }

  /** The options of the Java machine with which a process of it starts. */
  static List<String> command() throws IOException {
    String micro = System.getProperty("icws.payara-micro");
    String here = MicroConsole.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    List<String> command = new ArrayList<>();
    // What Payara Micro's manifest opens to it when it is started by -jar.
    try (JarFile jar = new JarFile(micro)) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      for (String opened : List.of("Add-Opens", "Add-Exports")) {
        String option = "--" + opened.toLowerCase(Locale.ROOT) + "=";
        Collections.list(new StringTokenizer(manifest.getValue(opened)))
            .forEach(each -> command.add(option + each + "=ALL-UNNAMED"));
      }
    }
    command.addAll(List.of("-cp", micro + File.pathSeparator + here, MicroConsole.class.getName()));
    return command;
  }

  @Override
  public void awaitStart() throws InterruptedException {
    String unused = log.await(line -> line.startsWith(PROMPT + "ready"), PATIENCE);
  }

  @Override
  public boolean deploy(Path war) throws IOException, InterruptedException {
    return say("deploy " + war).endsWith("true");
  }

  @Override
  public void undeploy() throws IOException, InterruptedException {
    String unused = say("undeploy");
  }

  private String say(String command) throws IOException, InterruptedException {
    int mark = log.mark();
    input.write(command + "\n");
    input.flush();
    return log.await(line -> line.startsWith(PROMPT), PATIENCE, mark);
  }

  /**
   * Starts the server with its own options and obeys until the input ends.
   *
   * @param options as on Payara Micro's command line
   */
  public static void main(String[] options) throws Exception {
    Class<?> type = Class.forName("fish.payara.micro.PayaraMicro");
    type.getMethod("main", String[].class).invoke(null, (Object) options);
    Object micro = type.getMethod("getInstance").invoke(null);
    Object runtime = micro.getClass().getMethod("getRuntime").invoke(micro);
    System.out.println(PROMPT + "ready");
    try (BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        System.out.println(PROMPT + obey(runtime, line));
      }
    }
    System.exit(0);
  }

  private static Object obey(Object runtime, String command) throws ReflectiveOperationException {
    try {
      if (command.startsWith("deploy ")) {
        File war = new File(command.substring("deploy ".length()));
        return runtime
            .getClass()
            .getMethod("deploy", String.class, String.class, File.class)
            .invoke(runtime, APPLICATION, "/", war);
      }
      runtime.getClass().getMethod("undeploy", String.class).invoke(runtime, APPLICATION);
      return "done";
    } catch (InvocationTargetException failed) {
      return String.valueOf(failed.getCause()).lines().findFirst().orElse("failed");
    }
  }
}
