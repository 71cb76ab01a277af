package icws.gateway;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;

/**
 * The process of {@link MicroConsole}. It runs with nothing but Payara Micro beside it, whose
 * classes it does not know, so everything goes by reflection.
 */
final class MicroMain {
  static final String PROMPT = "console: ";
  private static final String APPLICATION = "application";

  private MicroMain() {}

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
