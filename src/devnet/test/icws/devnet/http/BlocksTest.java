package icws.devnet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.devnet.Conditions;
import icws.devnet.Devnet;
import icws.ic.Bytes;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.certificate.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlocksTest {
  private static final Duration INTERVAL = Duration.ofMillis(120);
  private static final Duration CERTIFICATION = Duration.ofMillis(60);
  private static final Conditions CONDITIONS =
      Conditions.none().blockInterval(INTERVAL).certification(CERTIFICATION);
  private static final Bytes STATUS = Bytes.utf8("request_status");

  private static Bytes call(TestNetwork network, String method, CandidValue... arguments) {
    return TestRequest.call(network.probe, method, Candid.encode(arguments), TestNetwork.expiry())
        .body();
  }

  private static Certificate answer(TestNetwork network, Bytes call) {
    return network.certificate(
        TestNetwork.cbor(network.post(network.path("v3", "call"), call).join())
            .bytes("certificate"));
  }

  private static Certificate state(TestNetwork network) {
    Bytes body =
        TestRequest.readState(List.of(List.of(Bytes.utf8("time"))), TestNetwork.expiry()).body();
    return network.certificate(
        TestNetwork.cbor(network.post(network.path("v3", "read_state"), body).join())
            .bytes("certificate"));
  }

  /** The times of so many blocks, one after the other, as a client sees them in certificates. */
  private static List<Instant> blocks(TestNetwork network, int count) {
    List<Instant> times = new ArrayList<>();
    while (times.size() < count) {
      Instant time = state(network).time();
      if (times.isEmpty() || !times.get(times.size() - 1).equals(time)) {
        times.add(time);
      }
    }
    return times;
  }

  @Test
  void certificatesAreFromBlocksAnIntervalApart() {
    try (TestNetwork network = new TestNetwork(CONDITIONS)) {
      List<Instant> times = blocks(network, 21);

      List<Duration> intervals =
          IntStream.range(1, times.size())
              .mapToObj(i -> Duration.between(times.get(i - 1), times.get(i)))
              .toList();
      // Two thirds of the mean at least; a machine that has much to do makes it longer.
      Duration least = INTERVAL.multipliedBy(2).dividedBy(3);
      assertTrue(
          intervals.stream().allMatch(each -> each.plusMillis(5).compareTo(least) >= 0),
          intervals::toString);
      assertTrue(
          TestNetwork.median(intervals).compareTo(INTERVAL.multipliedBy(2)) < 0,
          intervals::toString);
    }
  }

  @Test
  void callIsAnsweredWhenItsBlockIsCertified() {
    try (TestNetwork network = new TestNetwork(CONDITIONS)) {
      answer(network, call(network, "increment"));
      List<Duration> taken = new ArrayList<>();
      for (int i = 0; i < 15; i++) {
        taken.add(network.timed(network.path("v3", "call"), call(network, "increment")).join());
      }

      // As each begins when the last one was seen, it waits for what is left of an interval.
      Duration least = CERTIFICATION.multipliedBy(2).dividedBy(3);
      Duration mean = INTERVAL.plus(CERTIFICATION);
      assertTrue(taken.stream().allMatch(each -> each.compareTo(least) >= 0), taken::toString);
      Duration median = TestNetwork.median(taken);
      assertTrue(median.compareTo(mean.dividedBy(3)) > 0, taken::toString);
      assertTrue(median.compareTo(mean.multipliedBy(2)) < 0, taken::toString);
    }
  }

  /** What a query answered, and the times of the certified state before and after it. */
  private record Sample(Instant before, long value, Instant after) {
    static Sample of(TestNetwork network, String method) {
      return new Sample(state(network).time(), network.number(method), state(network).time());
    }
  }

  /** Asks until the query answers 1, and takes along what it answered before. */
  private static List<Sample> untilOne(TestNetwork network, String method) {
    List<Sample> samples = new ArrayList<>();
    do {
      samples.add(Sample.of(network, method));
    } while (samples.get(samples.size() - 1).value() == 0);
    return samples;
  }

  @Test
  void queriesSeeACallWhenItsBlockIsCertifiedAndNotBefore() {
    try (TestNetwork network =
        new TestNetwork(CONDITIONS.certification(INTERVAL.multipliedBy(3)))) {
      Sample.of(network, "get");
      CompletableFuture<Certificate> answer =
          CompletableFuture.supplyAsync(() -> answer(network, call(network, "increment")));
      List<Sample> samples = untilOne(network, "get");

      Instant block = answer.join().time();
      for (Sample sample : samples) {
        assertTrue(
            sample.value() == 0 ? sample.before().isBefore(block) : !sample.after().isBefore(block),
            sample + " of " + block);
      }
      assertTrue(samples.size() > 1, "nothing was seen before the call's block");
    }
  }

  @Test
  void timersRunInABlockAfterTheOneThatSetThem() {
    try (TestNetwork network = new TestNetwork(CONDITIONS)) {
      Instant set = answer(network, call(network, "startTimer", CandidValue.nat(1))).time();
      for (Sample sample : untilOne(network, "tickCount")) {
        assertTrue(sample.value() == 0 || sample.after().isAfter(set), sample + " of " + set);
      }
    }
  }

  @Test
  void noBlockHasTwoCertificates() {
    try (TestNetwork network = new TestNetwork(CONDITIONS)) {
      answer(network, call(network, "certify", CandidValue.blob(Bytes.utf8("first"))));
      CompletableFuture<Certificate> second =
          CompletableFuture.supplyAsync(
              () ->
                  answer(
                      network, call(network, "certify", CandidValue.blob(Bytes.utf8("second")))));

      Map<Instant, Bytes> byTime = new HashMap<>();
      Certificate last;
      do {
        Bytes encoded = dataCertificate(network);
        last = network.certificate(encoded);
        assertEquals(encoded, byTime.computeIfAbsent(last.time(), time -> encoded));
      } while (!certifiedData(network, last).equals(Bytes.utf8("second")));
      assertFalse(last.time().isBefore(second.join().time()));
    }
  }

  private static Bytes certifiedData(TestNetwork network, Certificate certificate) {
    return certificate
        .lookup(Bytes.utf8("canister"), network.probe.raw(), Bytes.utf8("certified_data"))
        .found()
        .orElseThrow();
  }

  private static Bytes dataCertificate(TestNetwork network) {
    Bytes reply =
        TestNetwork.cbor(
                network.post(network.path("v3", "query"), network.query("certificate")).join())
            .map("reply")
            .bytes("arg");
    return Candid.decode(reply).get(0).asOpt().orElseThrow().asBlob();
  }

  @Test
  void callsAreExecutedInNoPromisedOrder() {
    try (TestNetwork network =
        new TestNetwork(CONDITIONS.blockInterval(INTERVAL.multipliedBy(5)))) {
      List<TestRequest> calls =
          IntStream.range(0, 20).mapToObj(i -> increment(network, i)).toList();
      calls.forEach(call -> network.post(network.path("v2", "call"), call.body()).join());

      List<Long> counted = calls.stream().map(call -> counted(network, call)).toList();

      List<Long> inOrder = counted.stream().sorted().toList();
      assertEquals(LongStream.rangeClosed(1, 20).boxed().toList(), inOrder);
      assertNotEquals(inOrder, counted);
    }
  }

  private static TestRequest increment(TestNetwork network, int nonce) {
    return TestRequest.call(network.probe, "increment", Devnet.NO_ARGUMENTS, TestNetwork.expiry())
        .with("nonce", Bytes.of(nonce));
  }

  private static long counted(TestNetwork network, TestRequest call) {
    Bytes reply =
        answer(network, call.body())
            .lookup(STATUS, call.id(), Bytes.utf8("reply"))
            .found()
            .orElseThrow();
    return Candid.decode(reply).get(0).asNat().longValueExact();
  }
}
