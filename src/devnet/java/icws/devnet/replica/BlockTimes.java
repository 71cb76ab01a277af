package icws.devnet.replica;

import java.time.Duration;

/**
 * How often there are blocks, and how long it takes until one is certified. Each time is drawn
 * evenly between two and four thirds of what is given here, which so is the mean.
 *
 * @param interval from block to block; zero where messages are executed as they come, without
 *     blocks
 * @param certification from a block to its certified state
 * @param seed of what is drawn
 */
public record BlockTimes(Duration interval, Duration certification, long seed) {
  /** Messages are executed as they come. */
  public static final BlockTimes NONE = new BlockTimes(Duration.ZERO, Duration.ZERO, 0);

  boolean areNone() {
    return interval.isZero();
  }
}
