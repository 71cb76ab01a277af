package icws.bench.arena;

import icws.client.LoadSite;
import java.time.Duration;
import java.util.Arrays;

/**
 * How much is done.
 *
 * @param mostClients that a scenario may have, whatever it would like
 * @param window how long is measured where time alone decides
 * @param check what clients look at
 * @param clock the network's; {@code instant} answers at once, any other as slowly as the real one
 */
public record Extent(int mostClients, Duration window, LoadSite.Check check, String clock) {
  private static final String INSTANT = "instant";

  /** The sizes that a scenario would like, none larger than allowed. */
  public int[] sizes(int... wished) {
    return Arrays.stream(wished).map(size -> Math.min(size, mostClients)).distinct().toArray();
  }

  /** Whether the network answers at once. */
  public boolean isInstant() {
    return clock.equals(INSTANT);
  }

  /** One of two, as the network is quick or slow. */
  public Duration byClock(Duration instant, Duration slow) {
    return isInstant() ? instant : slow;
  }
}
