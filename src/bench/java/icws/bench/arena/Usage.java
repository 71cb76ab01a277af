package icws.bench.arena;

import icws.bench.measure.Proc;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * What the processes have taken until a moment, or between two.
 *
 * @param elapsed on the clock
 * @param gateway processor time of the gateway's process; zero where that is unknown
 * @param ours processor time of the bench and of its network
 * @param busy processor time of the whole machine
 */
record Usage(
    Duration elapsed, Duration gateway, Duration ours, Duration busy, Optional<Requests> requests) {

  static Usage now(Target target, Network network) throws IOException {
    Duration bench = Proc.processorTime(ProcessHandle.current().pid());
    return new Usage(
        Duration.ofNanos(System.nanoTime()),
        target.pid().isPresent() ? Proc.processorTime(target.pid().getAsLong()) : Duration.ZERO,
        network.pid().isPresent()
            ? bench.plus(Proc.processorTime(network.pid().getAsLong()))
            : bench,
        Proc.busyTime(),
        network.requests());
  }

  Usage since(Usage before) {
    return new Usage(
        elapsed.minus(before.elapsed),
        gateway.minus(before.gateway),
        ours.minus(before.ours),
        busy.minus(before.busy),
        requests.map(all -> all.since(before.requests.orElseThrow())));
  }

  /** Which part of all processors others had, from 0 to 1. */
  double othersShare() {
    double all = seconds(elapsed) * Runtime.getRuntime().availableProcessors();
    return Math.max(0, seconds(busy.minus(gateway).minus(ours)) / all);
  }

  static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
