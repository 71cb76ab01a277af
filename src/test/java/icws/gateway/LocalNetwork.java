package icws.gateway;

import icws.devnet.Devnet;
import icws.devnet.DevnetOptions;
import icws.devnet.RequestLog;
import icws.devnet.TestCanisters;
import icws.ic.Agent;
import icws.ic.AgentTimings;
import icws.ic.Bytes;
import icws.ic.CertificateVerifier;
import icws.ic.Ed25519Identity;
import icws.ic.HttpAgent;
import icws.ic.HttpLimits;
import icws.ic.HttpTransport;
import icws.ic.Network;
import icws.ic.Principal;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A local network with demo canisters, and what a test needs to reach them past the gateway. */
public final class LocalNetwork implements AutoCloseable {
  private final Devnet devnet;
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final HttpTransport http = HttpTransport.create(timers, HttpLimits.defaults());
  private final CertificateVerifier verifier;

  private LocalNetwork(Devnet devnet) {
    this.devnet = devnet;
    this.verifier =
        new CertificateVerifier(
            devnet.rootKeyDer(), Clock.systemUTC(), CertificateVerifier.DEFAULT_MAX_AGE);
  }

  /**
   * Starts a network without canisters.
   *
   * @param port 0 for any free one
   */
  public static LocalNetwork start(int port) {
    return new LocalNetwork(Devnet.start(DevnetOptions.defaults().port(port)));
  }

  public URI url() {
    return devnet.url();
  }

  public Bytes rootKey() {
    return devnet.rootKeyDer();
  }

  /** Installs one more demo canister of the PoC protocol. */
  public Principal installDemo() {
    return install("demo.wasm");
  }

  /** Installs one more demo canister of protocol v1. */
  Principal installDemoV1() {
    return install("demo-v1.wasm");
  }

  /** Installs a canister of protocol v1 whose acknowledgements are a second apart. */
  Principal installShortPeriodsV1() {
    return devnet.install(TestCanisters.SHORT_PERIODS_V1, Devnet.NO_ARGUMENTS);
  }

  private Principal install(String wasm) {
    return devnet.install(Path.of(System.getProperty("icws.canisters"), wasm), Devnet.NO_ARGUMENTS);
  }

  /** Installs a canister that has no methods. */
  public Principal installMute() {
    return devnet.install(Bytes.ofHex("0061736d01000000"), Devnet.NO_ARGUMENTS);
  }

  public RequestLog requests() {
    return devnet.requests();
  }

  CertificateVerifier verifier() {
    return verifier;
  }

  /** An agent for an identity that nobody else has. */
  Agent stranger() {
    Network network = new Network(url(), rootKey());
    Ed25519Identity identity = Ed25519Identity.generate(new SecureRandom());
    return new HttpAgent(network, identity, http, AgentTimings.defaults(), Clock.systemUTC());
  }

  @Override
  public void close() {
    timers.shutdownNow();
    devnet.close();
  }
}
