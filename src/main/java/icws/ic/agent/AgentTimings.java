package icws.ic.agent;

import icws.ic.certificate.CertificateVerifier;
import java.time.Duration;

/**
 * The times of an agent.
 *
 * @param query for a query, a reading of state or of the status
 * @param call for a call, from its submission to its certified reply
 * @param ingressLifetime until the network forgets a request that it has not executed; at most 5
 *     minutes are accepted
 * @param firstPoll before the first look at a call's status
 * @param lastPoll the longest time between two looks, to which the first one grows
 * @param certificateAge how far a certificate's time may be from ours, both ways
 */
public record AgentTimings(
    Duration query,
    Duration call,
    Duration ingressLifetime,
    Duration firstPoll,
    Duration lastPoll,
    Duration certificateAge) {

  public AgentTimings {
    requirePositive("query", query);
    requirePositive("call", call);
    requirePositive("ingressLifetime", ingressLifetime);
    requirePositive("firstPoll", firstPoll);
    requirePositive("lastPoll", lastPoll);
    requirePositive("certificateAge", certificateAge);
  }

  /** Queries 10 s, calls 1 min, requests 4 min, polls 0.5 s to 2 s apart, certificates 5 min. */
  public static AgentTimings defaults() {
    return new AgentTimings(
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(4),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        CertificateVerifier.DEFAULT_MAX_AGE);
  }

  private static void requirePositive(String name, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + " must be positive: " + duration);
    }
  }
}
