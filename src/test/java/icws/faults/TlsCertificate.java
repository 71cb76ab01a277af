package icws.faults;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate of 127.0.0.1 that vouches for itself, as an operator without a certificate
 * authority makes one.
 */
public final class TlsCertificate {
  private static final String PASSWORD = "changeit";
  private static final String ALIAS = "network";

  private final Path keys;
  private final Path pem;

  private TlsCertificate(Path keys, Path pem) {
    this.keys = keys;
    this.pem = pem;
  }

  /**
   * Makes one.
   *
   * @param directory for its files
   */
  public static TlsCertificate make(Path directory) throws IOException, InterruptedException {
    Path keys = directory.resolve("network.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    ALIAS,
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=network",
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    keys.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IOException("keytool made no certificate");
    }
    return new TlsCertificate(keys, export(keys, directory.resolve("network.pem")));
  }

  private static Path export(Path keys, Path pem) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance(new File(keys.toString()), PASSWORD.toCharArray());
      String encoded =
          Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(store.getCertificate(ALIAS).getEncoded());
      return Files.writeString(
          pem,
          "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n",
          StandardCharsets.US_ASCII);
    } catch (GeneralSecurityException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  /** The certificate alone, for those who are to trust it. */
  public Path pem() {
    return pem;
  }

  /** A PKCS12 store with the key. */
  String keyStore() {
    return keys.toString();
  }

  String password() {
    return PASSWORD;
  }
}
