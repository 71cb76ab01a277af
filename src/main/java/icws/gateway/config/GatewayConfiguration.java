package icws.gateway.config;

import icws.gateway.edge.AllowedOrigins;
import icws.gateway.edge.EdgeLimits;
import icws.gateway.edge.RootProtocol;
import icws.gateway.edge.TrustedProxies;
import icws.gateway.relay.RelaySettings;
import icws.gateway.relay.session.ProcessorShare;
import icws.ic.Principal;
import icws.ic.agent.HttpLimits;
import icws.ic.agent.TrustedAuthorities;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Everything an operator can set, read and validated once at the start.
 *
 * @param identity the gateway's key
 * @param record where the record of open sessions is kept
 * @param demoCanister the canister of the demo page, if there is one
 * @param rootProtocol what is spoken on sockets at the context root
 * @param proxies whose word counts about the addresses of clients
 * @param limits of the sockets
 * @param processors what the frames of one client address may have of them
 * @param requests limits of what goes to the network
 * @param trustedCertificates PEM of those that vouch for the network's address; null for those that
 *     the Java machine trusts
 * @param relay limits and times of the message path
 * @param shutdownGrace how long a stop waits for {@code ws_close} to reach the canisters
 * @param tyrusTimer whether Tyrus gets a timer of its own
 * @param logSampling whether lines that the server logs at the pace of strangers are sampled
 */
public record GatewayConfiguration(
    NetworkConfiguration network,
    IdentityConfiguration identity,
    RecordConfiguration record,
    @Nullable Principal demoCanister,
    AllowedOrigins origins,
    RootProtocol rootProtocol,
    TrustedProxies proxies,
    EdgeLimits limits,
    ProcessorShare processors,
    HttpLimits requests,
    @Nullable Path trustedCertificates,
    RelaySettings relay,
    Duration shutdownGrace,
    boolean tyrusTimer,
    boolean logSampling) {

  /**
   * Reads the configuration from what the server offers.
   *
   * @throws ConfigurationException if any value is wrong
   */
  public static GatewayConfiguration ofServer() {
    return new ConfigurationReader(serverSettings()).fill();
  }

  /**
   * Reads the configuration from system properties and environment variables.
   *
   * @throws ConfigurationException if any value is wrong
   */
  public static GatewayConfiguration of(Properties properties, Map<String, String> environment) {
    return new ConfigurationReader(new SystemSettings(properties, environment)).fill();
  }

  private static SettingSource serverSettings() {
    try {
      return new MicroProfileSettings();
    } catch (LinkageError | IllegalStateException noMicroProfileConfig) {
      return new SystemSettings(System.getProperties(), System.getenv());
    }
  }

  /**
   * Whose certificates are trusted of the network's address.
   *
   * @throws ConfigurationException if they cannot be read any more
   */
  public SSLContext tls() {
    if (trustedCertificates == null) {
      return TrustedAuthorities.ofJavaMachine();
    }
    try {
      return TrustedAuthorities.ofFile(trustedCertificates);
    } catch (IOException e) {
      throw new ConfigurationException(
          "%s is \"%s\", which cannot be read any more: %s"
              .formatted(Setting.TRUSTED_CERTIFICATES, trustedCertificates, e.getMessage()),
          e);
    }
  }
}
