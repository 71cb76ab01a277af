package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewaySocket;
import icws.client.PocClient;
import icws.client.V1Client;
import icws.ic.Principal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway comes and goes, again and again, on a server that stays: whether it served clients or
 * did not even start, nothing of it is left beyond what is left of an application of one endpoint.
 */
@Tag("any-server")
class RedeployIT {
  private static final int ROUNDS = Integer.getInteger("icws.redeploys", 4);

  /**
   * The last one may stay until the next: a method handle of the Java machine, such as that of
   * records' {@code equals}, remembers the types that it was used with last.
   */
  private static final int LAST = 1;

  /**
   * Open Liberty's loggers keep the class that first asked for them; those of the last one may be
   * the loggers of one before it.
   */
  private static final int FIRST = "liberty".equals(System.getProperty("icws.server")) ? 1 : 0;

  /** Enough for each of the server's threads to have one. */
  private static final int REQUESTS = 64;

  private static final String OURS = "icws.gateway.Lifecycle";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration COLLECTING = Duration.ofSeconds(20);

  private final Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final LocalNetwork network = LocalNetwork.start(0);
  private final Principal canister = network.installDemo();

  RedeployIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void stop() {
    network.close();
  }

  private LivingServer server() throws Exception {
    Map<String, String> settings =
        network.settings(
            Map.of("icws.identity.file", identity().resolve("gateway.pem").toString()));
    return LivingServer.start(directory.resolve("server"), settings);
  }

  private Path identity() {
    return directory.resolve("identity");
  }

  @Test
  void whatHasServedClientsLeavesNothing() throws Exception {
    try (LivingServer server = server()) {
      List<String> before = server.threads();
      long allowed = leftOfTrivial(server);
      for (int round = 0; round < ROUNDS; round++) {
        assertTrue(server.deploy(ApplicationServer.war()), "round " + round);
        serve(server);
        server.undeploy();
      }
      assertNothingIsLeft(server, before, allowed);
    }
  }

  /** How many class loaders may be left, by what is left of an application of one endpoint. */
  private long leftOfTrivial(LivingServer server) throws Exception {
    Path trivial = trivial();
    for (int round = 0; round < Math.min(5, ROUNDS); round++) {
      assertTrue(server.deploy(trivial));
      server.undeploy();
    }
    return awaitFewest(server, Echo.class.getName(), 0) + LAST + FIRST;
  }

  /** As a user of each protocol has it, and one whom the undeployment finds connected. */
  private void serve(LivingServer server) throws Exception {
    PocClient poc = network.register(canister);
    poc.join(connect(server, "/poc"));
    poc.say("one");
    assertEquals("one ping", poc.hear());
    V1Client v1 = network.clientV1(canister);
    v1.join(connect(server, "/v1"));
    v1.say("two");
    assertEquals("two ping", v1.hear());
    v1.close();
  }

  private GatewaySocket connect(LivingServer server, String path) throws Exception {
    URI address = URI.create("ws://127.0.0.1:" + server.port() + path);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return GatewaySocket.connect(http, address);
      } catch (RuntimeException notLetInYet) {
        if (System.nanoTime() > deadline) {
          throw notLetInYet;
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  @Test
  void whatCouldNotStartLeavesNothing() throws Exception {
    List<Path> broken =
        List.of(
            broken("wrong-value", "icws.network=testnet"),
            broken("no-database", "icws.record.datasource=jdbc/nothing-of-that-name"),
            broken("no-identity", "icws.identity.file=" + directory));
    try (LivingServer server = server()) {
      List<String> before = server.threads();
      long allowed = leftOfTrivial(server);
      for (int round = 0; round < Math.max(1, ROUNDS / broken.size()); round++) {
        for (Path war : broken) {
          boolean unused = server.deploy(war);
          assertFalse(
              server.log().linesWith("The gateway does not start").isEmpty(), war.toString());
          server.undeploy();
        }
      }
      assertNothingIsLeft(server, before, allowed);
      assertTrue(server.deploy(ApplicationServer.war()));
      serve(server);
      server.undeploy();
    }
  }

  private void assertNothingIsLeft(LivingServer server, List<String> before, long allowed)
      throws Exception {
    long loaders = awaitFewest(server, OURS, allowed);
    assertTrue(loaders <= allowed, () -> loaders + " class loaders, allowed are " + allowed);
    assertEquals(List.of(), server.openFiles(identity().toRealPath()));
    List<String> ours =
        server.threads().stream()
            .filter(name -> name.startsWith("icws") || name.startsWith("HttpClient-"))
            .filter(name -> !before.contains(name))
            .toList();
    assertEquals(List.of(), ours);
  }

  /** The collector and the server's own caches take their time. */
  private long awaitFewest(LivingServer server, String className, long enough) throws Exception {
    long deadline = System.nanoTime() + COLLECTING.toNanos();
    long loaders;
    do {
      TimeUnit.MILLISECONDS.sleep(500);
      askForSomethingElse(server);
      server.collect();
      loaders = server.loadersOf(className);
    } while (loaders > enough && System.nanoTime() < deadline);
    return loaders;
  }

  /**
   * The threads of a server may keep the request that they had last, until the next one. How it is
   * answered is nobody's concern: Payara without an application sends some of these answers without
   * their head.
   */
  private void askForSomethingElse(LivingServer server) {
    URI address = URI.create("http://127.0.0.1:" + server.port() + "/health");
    HttpRequest request = HttpRequest.newBuilder(address).build();
    CompletableFuture<?>[] answers = new CompletableFuture<?>[REQUESTS];
    for (int i = 0; i < REQUESTS; i++) {
      answers[i] =
          http.sendAsync(request, BodyHandlers.discarding())
              .orTimeout(30, TimeUnit.SECONDS)
              .handle((answer, failure) -> answer);
    }
    CompletableFuture.allOf(answers).join();
  }

  private Path trivial() throws IOException {
    WebArchive war =
        ShrinkWrap.create(WebArchive.class)
            .addClasses(Echo.class, EchoLifecycle.class, EchoLifecycle.Task.class)
            .addAsWebInfResource(
                new StringAsset("<beans bean-discovery-mode=\"annotated\" version=\"4.0\"/>"),
                "beans.xml");
    Path file = directory.resolve("trivial.war");
    war.as(ZipExporter.class).exportTo(file.toFile());
    return file;
  }

  /** The gateway with a setting of its own, which it has before any other. */
  private Path broken(String name, String setting) throws IOException {
    Path file = directory.resolve(name + ".war");
    Files.write(
        directory.resolve(name + ".properties"),
        ("config_ordinal=1000\n" + setting + "\n").getBytes(StandardCharsets.ISO_8859_1));
    ShrinkWrap.create(ZipImporter.class, name + ".war")
        .importFrom(ApplicationServer.war().toFile())
        .as(WebArchive.class)
        .addAsResource(
            directory.resolve(name + ".properties").toFile(),
            "META-INF/microprofile-config.properties")
        .as(ZipExporter.class)
        .exportTo(file.toFile());
    return file;
  }
}
