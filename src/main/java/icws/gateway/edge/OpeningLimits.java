package icws.gateway.edge;

/**
 * How many sockets one client address may open.
 *
 * @param perSecond how many in the long run
 * @param burst how many at once, after a time without
 */
public record OpeningLimits(int perSecond, int burst) {

  public OpeningLimits {
    if (perSecond < 1 || burst < 1) {
      throw new IllegalArgumentException(perSecond + " openings a second, " + burst + " at once");
    }
  }
}
