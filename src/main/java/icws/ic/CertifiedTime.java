package icws.ic;

import java.math.BigInteger;
import java.time.Instant;

/**
 * The network's times, those of certificates, requests and delegations: nanoseconds since 1970 in
 * 64 unsigned bits (interface specification, "Certificate" and "Authentication").
 */
public final class CertifiedTime {

  private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

  private CertifiedTime() {}

  /**
   * The instant of a number of nanoseconds.
   *
   * @throws IllegalArgumentException if the number is negative or has more than 64 bits
   */
  public static Instant instant(BigInteger nanos) {
    if (nanos.signum() < 0 || nanos.bitLength() > 64) {
      throw new IllegalArgumentException("not a time in nanoseconds");
    }
    BigInteger[] parts = nanos.divideAndRemainder(NANOS);
    return Instant.ofEpochSecond(parts[0].longValue(), parts[1].longValue());
  }

  /** The number of nanoseconds from 1970 to an instant; negative before. */
  public static BigInteger nanos(Instant instant) {
    return BigInteger.valueOf(instant.getEpochSecond())
        .multiply(NANOS)
        .add(BigInteger.valueOf(instant.getNano()));
  }
}
