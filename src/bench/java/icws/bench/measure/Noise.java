package icws.bench.measure;

/**
 * What the machine itself did while something was measured.
 *
 * @param pauseMillis how late a thread that sleeps wakes up, 99th percentile
 * @param slowdown how many times as long a little arithmetic takes as it did at its quickest
 * @param othersShare which part of the processors, from 0 to 1, processes took that have nothing to
 *     do with it
 */
public record Noise(double pauseMillis, double slowdown, double othersShare) {}
