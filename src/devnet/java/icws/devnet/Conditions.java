package icws.devnet;

import icws.devnet.http.RequestLimit;
import icws.devnet.replica.BlockTimes;
import java.time.Duration;

/**
 * The conditions under which clients find a network: how far away it is, how long they wait for it.
 * Immutable: each method answers changed conditions. What is drawn follows from a seed: the same
 * seed draws the same figures in the same order, so that a run can be repeated as far as its
 * clients repeat it.
 *
 * @param seed of what is drawn
 * @param travel the median of how long a request travels, there and back; zero for not at all
 * @param blockInterval from block to block, on average; zero where calls are executed as they come
 * @param certification from a block until its state is certified and seen, on average
 * @param limit how much one address may ask for before it is met with silence
 * @param accessLogs after which time without a line those who listen to a canister's access log are
 *     sent away; zero where there are no access logs
 * @param boundaryNodes by how many entrances the network is found that the certified state tells
 *     of; 0 for one that it does not tell of
 */
public record Conditions(
    long seed,
    Duration travel,
    Duration blockInterval,
    Duration certification,
    RequestLimit limit,
    Duration accessLogs,
    int boundaryNodes) {
  /** The limit's other figures are there for whoever sets its rate alone. */
  private static final RequestLimit NO_LIMIT = new RequestLimit(0, 600, Duration.ofMinutes(10));

  /** A network in the same machine, which answers at once. */
  public static Conditions none() {
    return new Conditions(
        0, Duration.ZERO, Duration.ZERO, Duration.ZERO, NO_LIMIT, Duration.ZERO, 0);
  }

  /**
   * As clients find the Internet Computer, by the figures that developer-docs, "Performance", had
   * in July 2025: a median of 167 ms for a query, a block a second, and 1.35 to 1.75 s until a call
   * is answered. Boundary nodes there are about 20, of which 3 are enough to choose from. The limit
   * and the access logs are as in the boundary nodes' sources (dfinity/ic, {@code ic_boundary}'s
   * {@code cli.rs}).
   */
  public static Conditions mainnet() {
    return none()
        .travel(Duration.ofMillis(167))
        .blockInterval(Duration.ofSeconds(1))
        .certification(Duration.ofMillis(800))
        .requestRate(300)
        .accessLogs(Duration.ofMinutes(10))
        .boundaryNodes(3);
  }

  /**
   * {@code mainnet} or {@code instant}.
   *
   * @throws IllegalArgumentException for another name
   */
  public static Conditions named(String name) {
    return switch (name) {
      case "mainnet" -> mainnet();
      case "instant" -> none();
      default -> throw new IllegalArgumentException("mainnet or instant, not " + name);
    };
  }

  BlockTimes blocks() {
    return new BlockTimes(blockInterval, certification, seed);
  }

  public Conditions seed(long value) {
    return new Conditions(
        value, travel, blockInterval, certification, limit, accessLogs, boundaryNodes);
  }

  public Conditions travel(Duration value) {
    return new Conditions(
        seed, value, blockInterval, certification, limit, accessLogs, boundaryNodes);
  }

  public Conditions blockInterval(Duration value) {
    return new Conditions(seed, travel, value, certification, limit, accessLogs, boundaryNodes);
  }

  public Conditions certification(Duration value) {
    return new Conditions(seed, travel, blockInterval, value, limit, accessLogs, boundaryNodes);
  }

  public Conditions limit(RequestLimit value) {
    return new Conditions(
        seed, travel, blockInterval, certification, value, accessLogs, boundaryNodes);
  }

  public Conditions accessLogs(Duration value) {
    return new Conditions(seed, travel, blockInterval, certification, limit, value, boundaryNodes);
  }

  public Conditions boundaryNodes(int value) {
    return new Conditions(seed, travel, blockInterval, certification, limit, accessLogs, value);
  }

  Conditions requestRate(int value) {
    return limit(new RequestLimit(value, limit.burst(), limit.silence()));
  }

  Conditions requestBurst(int value) {
    return limit(new RequestLimit(limit.perSecond(), value, limit.silence()));
  }

  Conditions silence(Duration value) {
    return limit(new RequestLimit(limit.perSecond(), limit.burst(), value));
  }
}
