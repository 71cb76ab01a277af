package icws.gateway;

import icws.gateway.edge.AllowedOrigins;
import icws.gateway.edge.EdgeLimits;
import icws.gateway.edge.RootProtocol;
import icws.gateway.edge.TrustedProxies;
import icws.gateway.relay.ProcessorShare;
import icws.gateway.relay.RelaySettings;
import icws.ic.HttpLimits;
import icws.ic.Principal;
import java.time.Duration;
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
 * @param tls whose certificates are trusted of the network's address
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
    SSLContext tls,
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
    return new ConfigurationForm(serverSettings()).fill();
  }

  private static SettingSource serverSettings() {
    try {
      return new MicroProfileSettings();
    } catch (LinkageError | IllegalStateException noMicroProfileConfig) {
      return new SystemSettings(System.getProperties(), System.getenv());
    }
  }
}
