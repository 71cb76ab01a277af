package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OpeningRatesTest {
  private static final InetAddress CLIENT = AddressText.ofPeer("2001:db8:1:2::3");
  private static final InetAddress SAME = AddressText.ofPeer("2001:db8:1:2:ffff::4");
  private static final InetAddress NEIGHBOUR = AddressText.ofPeer("192.0.2.2");
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final OpeningRates rates = new OpeningRates(new OpeningLimits(10, 3));

  @Test
  void anAddressHasABurstAndThenItsPaceAndNobodyElseMinds() {
    assertTrue(rates.take(CLIENT, 0) && rates.take(SAME, 0) && rates.take(CLIENT, 0));
    assertFalse(rates.take(SAME, 0));
    assertTrue(rates.take(NEIGHBOUR, 0));
    assertTrue(rates.take(CLIENT, SECOND / 10));
    assertFalse(rates.take(CLIENT, SECOND / 10));
    int taken = 0;
    for (long now = SECOND / 10; now <= 10 * SECOND + SECOND / 10; now += SECOND / 1_000) {
      taken += rates.take(CLIENT, now) ? 1 : 0;
    }
    assertEquals(100, taken);
  }

  @Test
  void whoHasOpenedNothingLatelyIsForgotten() {
    assertTrue(rates.take(CLIENT, 0) && rates.take(NEIGHBOUR, SECOND));
    rates.forgetFull(SECOND);
    assertEquals(1, rates.size());
    rates.forgetFull(2 * SECOND);
    assertEquals(0, rates.size());
  }

  @Test
  void soManyAddressesAreRememberedAndNoMore() {
    byte[] address = new byte[16];
    int refused = 0;
    for (int i = 0; i < OpeningRates.MOST_ADDRESSES + 10; i++) {
      address[5] = (byte) (i >> 16);
      address[6] = (byte) (i >> 8);
      address[7] = (byte) i;
      refused += rates.take(AddressText.ofBytes(address), 0) ? 0 : 1;
    }
    assertEquals(10, refused);
    assertEquals(OpeningRates.MOST_ADDRESSES, rates.size());
    assertTrue(rates.take(NEIGHBOUR, SECOND), "all others are forgotten by then");
    assertEquals(1, rates.size());
  }
}
