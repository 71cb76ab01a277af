package icws.bench.measure;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks all the time how late a sleeping thread wakes up, and how long the same bit of arithmetic
 * takes: what it sees is no gateway's fault. Takes under one percent of a processor. Thread-safe.
 */
public final class NoiseProbe implements AutoCloseable {
  private static final long SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int SLEEPS_PER_SPIN = 10;
  private static final int SPINS = 20_000;

  /** Until the arithmetic is compiled, and for some time after that. */
  private static final int WARM_UP = 5_000;

  private final AtomicBoolean ended = new AtomicBoolean();
  private final Thread thread = new Thread(this::watch, "noise");

  // Guarded by this. The quickest there has ever been.
  private long quickestNanos = Long.MAX_VALUE;
  private Latencies pauses = new Latencies();
  private Latencies spins = new Latencies();

  public NoiseProbe() {
    for (int i = 0; i < WARM_UP; i++) {
      quickestNanos = Math.min(quickestNanos, spin());
    }
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    for (int turn = 0; !ended.get(); turn++) {
      long before = System.nanoTime();
      LockSupport.parkNanos(SLEEP_NANOS);
      note(System.nanoTime() - before - SLEEP_NANOS, turn % SLEEPS_PER_SPIN == 0 ? spin() : -1);
    }
  }

  private synchronized void note(long pauseNanos, long spinNanos) {
    pauses.accept(pauseNanos);
    if (spinNanos >= 0) {
      spins.accept(spinNanos);
      quickestNanos = Math.min(quickestNanos, spinNanos);
    }
  }

  private static long spin() {
    long before = System.nanoTime();
    long mixed = before;
    for (int i = 0; i < SPINS; i++) {
      mixed = mixed * 6364136223846793005L + 1442695040888963407L;
    }
    // Always so, which the compiler does not know.
    return mixed == before ? 1 : System.nanoTime() - before;
  }

  /** What there was since it was asked last. */
  public synchronized Noise take(double othersShare) {
    double slowdown = spins.quantile(0.5) * 1e6 / quickestNanos;
    Noise noise = new Noise(pauses.quantile(0.99), slowdown, othersShare);
    pauses = new Latencies();
    spins = new Latencies();
    return noise;
  }

  @Override
  public void close() {
    ended.set(true);
  }
}
