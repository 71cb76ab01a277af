package icws.gateway;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import icws.gateway.canister.BatchVerifier;
import icws.gateway.canister.Canister;
import icws.gateway.canister.CertifiedAnswers;
import icws.gateway.canister.RemoteCanister;
import icws.gateway.canister.SharedCalls;
import icws.gateway.relay.Destination;
import icws.gateway.relay.Timers;
import icws.ic.agent.HttpAgent;
import icws.ic.certificate.CertificateVerifier;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The canisters of a network whose root key may not be known yet. No client is let in before it is.
 * Thread-safe.
 */
final class DeferredNetwork implements Function<Destination, Canister> {

  private record Known(
      HttpAgent agent,
      BatchVerifier batches,
      CertifiedAnswers certified,
      CertificateVerifier ageless) {}

  /** How long what is known of a canister's calls is kept when nobody comes to it. */
  private static final Duration KEPT = Duration.ofMinutes(10);

  private static final int MOST_KEPT = 10_000;

  private final LoadingCache<Destination, SharedCalls> shared;
  private volatile @Nullable Known network;

  DeferredNetwork(Timers timers) {
    this.shared =
        Caffeine.newBuilder()
            .expireAfterAccess(KEPT)
            .maximumSize(MOST_KEPT)
            .executor(Runnable::run)
            .build(
                any ->
                    new SharedCalls(
                        (delay, task) -> timers.after(delay, task).isPresent(), timers::nanoTime));
  }

  /**
   * @param agent reaches the network
   * @param ageless verifies certificates of any age
   */
  void known(HttpAgent agent, CertificateVerifier ageless) {
    network =
        new Known(
            agent,
            new BatchVerifier(agent.verifier()),
            new CertifiedAnswers(agent, System::nanoTime),
            ageless);
  }

  @Override
  public Canister apply(Destination destination) {
    Known known = require();
    return new RemoteCanister(
        destination.canister(),
        destination.protocol(),
        known.agent(),
        known.batches(),
        known.certified(),
        shared.get(destination),
        Clock.systemUTC());
  }

  /** Verifies the certificates of canister signatures, which are as old as these. */
  CertificateVerifier ageless() {
    return require().ageless();
  }

  private Known require() {
    Known known = network;
    if (known == null) {
      throw new IllegalStateException("a client was let in before the network was known");
    }
    return known;
  }
}
