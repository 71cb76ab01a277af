package icws.gateway;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.StringTokenizer;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * Payara Micro with a console, since of itself it deploys at its start only: on its standard input
 * it takes {@code deploy <file>} and {@code undeploy}.
 */
final class MicroConsole implements ApplicationServer.Console {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Writer input;
  private final ProcessLog log;

  private MicroConsole(Writer input, ProcessLog log) {
    this.input = input;
    this.log = log;
  }

  static MicroConsole of(Process process, ProcessLog log) {
    return new MicroConsole(process.outputWriter(StandardCharsets.UTF_8), log);
  }

  /**
   * The options of the Java machine with which a process of it starts.
   *
   * @param directory where its class lies alone: an application would be given any others
   */
  static List<String> command(Path directory) throws IOException {
    String micro = System.getProperty("icws.payara-micro");
    String file = MicroMain.class.getName().replace('.', '/') + ".class";
    Path copy = directory.resolve(file);
    Files.createDirectories(copy.getParent());
    try (InputStream compiled = MicroMain.class.getClassLoader().getResourceAsStream(file)) {
      Files.copy(Objects.requireNonNull(compiled), copy, StandardCopyOption.REPLACE_EXISTING);
    }
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
    command.addAll(
        List.of("-cp", micro + File.pathSeparator + directory, MicroMain.class.getName()));
    return command;
  }

  @Override
  public void awaitStart() throws InterruptedException {
    String unused = log.await(line -> line.startsWith(MicroMain.PROMPT + "ready"), PATIENCE);
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
    return log.await(line -> line.startsWith(MicroMain.PROMPT), PATIENCE, mark);
  }
}
