package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.GatewaySocket;
import icws.client.PocClient;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** wss, with the options that {@code server-config/payara-micro} tells operators to use. */
class TlsIT {
  private static final String PASSWORD = "changeit";
  private static final String ALIAS = "gateway";

  private final Path directory;
  private final File certificate;

  TlsIT(@TempDir Path directory) throws Exception {
    this.directory = directory;
    this.certificate = directory.resolve("server.p12").toFile();
    makeCertificate();
  }

  @Test
  void aClientThatTrustsTheCertificateIsServedOverTlsAndAnotherDoesNotConnect() throws Exception {
    int tlsPort = GatewayProcess.freePort();
    try (LocalNetwork network = LocalNetwork.start(0);
        GatewayProcess gateway = start(network, tlsPort)) {
      gateway.awaitReady();
      HttpClient trusting = HttpClient.newBuilder().sslContext(trust()).build();
      URI socket = URI.create("wss://127.0.0.1:" + tlsPort + "/poc");
      try (PocClient client = network.register(network.installDemo())) {
        client.join(GatewaySocket.connect(trusting, socket));
        client.say("secret");
        assertEquals("secret ping", client.hear());
      }
      assertThrows(
          CompletionException.class,
          () -> GatewaySocket.connect(HttpClient.newHttpClient(), socket));
      assertEquals(
          Optional.of("max-age=31536000"),
          strictTransport(trusting, URI.create("https://127.0.0.1:" + tlsPort + "/")));
      assertEquals(Optional.empty(), strictTransport(trusting, gateway.http("/")));
    }
  }

  private GatewayProcess start(LocalNetwork network, int tlsPort) throws IOException {
    return GatewayProcess.launch(
        directory,
        GatewayProcess.freePort(),
        network.settings(
            Map.of(
                "javax.net.ssl.keyStore",
                certificate.toString(),
                "javax.net.ssl.keyStoreType",
                "PKCS12",
                "javax.net.ssl.keyStorePassword",
                PASSWORD)),
        List.of("--sslport", Integer.toString(tlsPort), "--sslcert", ALIAS));
  }

  private static Optional<String> strictTransport(HttpClient http, URI page)
      throws IOException, InterruptedException {
    HttpResponse<Void> response =
        http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.discarding());
    assertEquals(200, response.statusCode());
    return response.headers().firstValue("Strict-Transport-Security");
  }

  private SSLContext trust() throws IOException, GeneralSecurityException {
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(trustStore());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trusted.getTrustManagers(), null);
    return context;
  }

  private KeyStore trustStore() throws IOException, GeneralSecurityException {
    KeyStore made = KeyStore.getInstance(certificate, PASSWORD.toCharArray());
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry(ALIAS, made.getCertificate(ALIAS));
    return store;
  }

  /** As an operator without a certificate authority does it. */
  private void makeCertificate() throws IOException, InterruptedException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command =
        new ArrayList<>(List.of(keytool, "-genkeypair", "-alias", ALIAS, "-keyalg", "EC"));
    command.addAll(List.of("-dname", "CN=gateway", "-ext", "san=ip:127.0.0.1"));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", certificate.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
  }
}
