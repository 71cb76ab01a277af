package icws.devnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command line, as a process of its own with the memory that it may have. */
@Timeout(120)
class MainIT {
  private static final String READY = "Devnet ready at ";

  private final List<Process> started = new ArrayList<>();

  private BufferedReader start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("icws.devnet.Main");
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    started.add(process);
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private int exitValue() throws InterruptedException {
    Process last = started.get(started.size() - 1);
    assertTrue(last.waitFor(60, TimeUnit.SECONDS));
    return last.exitValue();
  }

  private static String readUntil(BufferedReader output, String start) throws IOException {
    List<String> seen = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      seen.add(line);
      if (line.startsWith(start)) {
        return line;
      }
    }
    throw new AssertionError("no line that begins with '" + start + "' in " + seen);
  }

  @AfterEach
  void endProcesses() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void installsCanistersAndSaysWhenItIsReady() throws IOException, InterruptedException {
    BufferedReader output = start("--port", "0", "--canister", TestCanisters.PROBE.toString());

    assertTrue(readUntil(output, "root key").contains("308182301d060d2b"));
    assertTrue(readUntil(output, "canister").contains("rwlgt-iiaaa-aaaaa-aaaaa-cai"));
    String url = readUntil(output, READY).substring(READY.length());
    HttpResponse<byte[]> status =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url + "/api/v2/status")).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertEquals(200, status.statusCode());
  }

  @Test
  void portInUseIsAClearMessage() throws IOException, InterruptedException {
    String url = readUntil(start("--port", "0"), READY);
    String port = url.substring(url.lastIndexOf(':') + 1);

    BufferedReader output = start("--port", port);

    readUntil(output, "Port " + port + " is in use.");
    assertEquals(1, exitValue());
  }

  @Test
  void helpIsPrintedOnRequest() throws IOException, InterruptedException {
    readUntil(start("--help"), "usage: java -jar ic-devnet.jar");
    assertEquals(0, exitValue());
  }

  @Test
  void unknownOptionIsNamed() throws IOException, InterruptedException {
    readUntil(start("--prot", "1"), "Unknown option: --prot");
    assertEquals(2, exitValue());
  }

  @Test
  void figureThatIsNoNumberIsNamed() throws IOException, InterruptedException {
    readUntil(start("--travel", "far"), "--travel takes a number, not far");
    assertEquals(2, exitValue());
  }

  @Test
  void moduleThatIsNoWasmEndsTheStartWithTheReason() throws IOException, InterruptedException {
    BufferedReader output = start("--port", "0", "--canister", "pom.xml");

    readUntil(output, "The local network could not start: Not a Wasm module");
    assertEquals(1, exitValue());
  }
}
