package icws.ic.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whose word counts for a TLS server's name.
 *
 * <p>The contexts made here have no key of their own. {@link SSLContext#getDefault} would load the
 * one of the server's configuration, which fails where that one's password is known to the server
 * alone.
 */
public final class TrustedAuthorities {

  private TrustedAuthorities() {}

  /**
   * Those that the Java machine trusts: {@code javax.net.ssl.trustStore}, or else those that came
   * with it.
   */
  public static SSLContext ofJavaMachine() {
    try {
      return context(null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java machine's trusted certificates are unusable", e);
    }
  }

  /**
   * Those of a file, and no others.
   *
   * @param pem certificates, one after the other
   * @throws IOException if it cannot be read, or has no certificate
   */
  public static SSLContext ofFile(Path pem) throws IOException {
    try (InputStream in = Files.newInputStream(pem)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new IOException("there is no certificate in it");
      }
      return context(keyStore(certificates));
    } catch (CertificateException e) {
      throw new IOException("it is no PEM of certificates: " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IOException("its certificates are unusable: " + e.getMessage(), e);
    }
  }

  private static KeyStore keyStore(Collection<? extends Certificate> certificates)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (Certificate certificate : certificates) {
      store.setCertificateEntry("trusted-" + store.size(), certificate);
    }
    return store;
  }

  private static SSLContext context(@Nullable KeyStore trusted) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
