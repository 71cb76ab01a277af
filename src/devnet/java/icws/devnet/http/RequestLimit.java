package icws.devnet.http;

import java.time.Duration;

/**
 * How much one address may ask for.
 *
 * @param perSecond how many requests a second; 0 for any number
 * @param burst how many at once after a rest; at least as many as a second
 * @param silence how long an address is met with silence that has asked for more
 */
public record RequestLimit(int perSecond, int burst, Duration silence) {
  public RequestLimit {
    burst = Math.max(burst, perSecond);
  }
}
