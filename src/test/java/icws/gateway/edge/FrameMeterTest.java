package icws.gateway.edge;

import static icws.gateway.edge.ClientFrames.BINARY;
import static icws.gateway.edge.ClientFrames.CLOSE;
import static icws.gateway.edge.ClientFrames.PING;
import static icws.gateway.edge.ClientFrames.PONG;
import static icws.gateway.edge.ClientFrames.frame;
import static icws.gateway.edge.ClientFrames.header;
import static icws.gateway.edge.ClientFrames.joined;
import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.gateway.relay.Limit;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrameMeterTest {
  private static final int MOST_BYTES = 100_000;
  private static final long BEGIN = 1_000;

  private final AtomicLong nanos = new AtomicLong(BEGIN);

  private FrameMeter meter(int burst) {
    return new FrameMeter(limits(burst), nanos::get);
  }

  static EdgeLimits limits(int burst) {
    return Doors.usualLimits()
        .with(EdgeLimits::maxFrameBytes, MOST_BYTES)
        .with(EdgeLimits::frameRate, new FrameRate(10, burst))
        .made();
  }

  private static Optional<Limit> accept(FrameMeter meter, byte[] bytes) {
    return meter.accept(bytes, 0, bytes.length);
  }

  static Stream<Arguments> streams() {
    byte[] fine =
        joined(
            frame(true, BINARY, 0),
            frame(true, BINARY, 125),
            frame(true, PING, 125),
            frame(true, BINARY, 126),
            frame(false, BINARY, 65_535),
            frame(true, PONG, 0),
            frame(false, 0, 1),
            frame(true, 0, MOST_BYTES - 65_536),
            frame(true, BINARY, MOST_BYTES));
    long none = Long.MIN_VALUE;
    return Stream.of(
        Arguments.of("every kind of frame", fine, Optional.empty()),
        Arguments.of("not masked", joined(fine, header(true, BINARY, 3, false)), of("UNMASKED")),
        Arguments.of(
            "too large",
            joined(fine, header(true, BINARY, MOST_BYTES + 1, true)),
            of("FRAME_BYTES")),
        Arguments.of(
            "no length", joined(fine, header(true, BINARY, none, true)), of("FRAME_BYTES")),
        Arguments.of(
            "a ping of 126", joined(fine, header(true, PING, 126, true)), of("FRAME_BYTES")),
        Arguments.of(
            "a message too large in its fragments",
            joined(
                fine,
                frame(false, BINARY, MOST_BYTES),
                frame(true, PONG, 1),
                header(true, 0, 1, true)),
            of("FRAME_BYTES")));
  }

  private static Optional<Limit> of(String limit) {
    return Optional.of(Limit.valueOf(limit));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("streams")
  void itIsTheSameInOnePieceByteByByteAndInAnyPieces(
      String what, byte[] stream, Optional<Limit> passed) {
    assertEquals(passed, accept(meter(100), stream));
    FrameMeter byteByByte = meter(100);
    Optional<Limit> found = Optional.empty();
    for (int i = 0; i < stream.length && found.isEmpty(); i++) {
      found = byteByByte.accept(stream, i, 1);
    }
    assertEquals(passed, found);
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      assertEquals(passed, inPieces(meter(100), stream, random), what);
    }
  }

  private static Optional<Limit> inPieces(FrameMeter meter, byte[] stream, Random random) {
    int most = 1 + random.nextInt(random.nextBoolean() ? 20 : 100_000);
    Optional<Limit> found = Optional.empty();
    int at = 0;
    while (at < stream.length && found.isEmpty()) {
      int piece = Math.min(stream.length - at, 1 + random.nextInt(most));
      found = meter.accept(stream, at, piece);
      at += piece;
    }
    return found;
  }

  @Test
  void everyFrameCountsAlsoFragmentsAndPongsButNotTheGoodbye() {
    FrameMeter meter = meter(4);
    byte[] four =
        joined(
            frame(true, BINARY, 1),
            frame(false, BINARY, 1),
            frame(true, PONG, 0),
            frame(true, 0, 1));
    assertEquals(Optional.empty(), accept(meter, four));
    assertEquals(Optional.empty(), accept(meter, frame(true, CLOSE, 2)));
    assertEquals(of("FRAME_RATE"), accept(meter, frame(true, PONG, 0)));

    FrameMeter patient = meter(4);
    assertEquals(Optional.empty(), accept(patient, four));
    nanos.addAndGet(Duration.ofMillis(100).toNanos());
    assertEquals(Optional.empty(), accept(patient, frame(true, PONG, 0)));
    assertEquals(of("FRAME_RATE"), accept(patient, frame(true, PONG, 0)));
  }

  @Test
  void pingsMayWaitForSoManyPongsAndNoMore() {
    FrameMeter meter = meter(1_000);
    for (int i = 0; i < 300; i++) {
      assertEquals(Optional.empty(), accept(meter, frame(true, PING, 10)));
      meter.answered();
    }
    for (int i = 0; i < FrameMeter.MOST_UNANSWERED; i++) {
      assertEquals(Optional.empty(), accept(meter, frame(true, PING, 10)));
    }
    assertEquals(FrameMeter.MOST_UNANSWERED, meter.unanswered());
    assertEquals(of("PINGS"), accept(meter, frame(true, PING, 10)));
  }

  @Test
  void whatHasBegunIsKnownFromItsFirstByteToItsLast() {
    FrameMeter meter = meter(100);
    assertEquals(OptionalLong.empty(), meter.begunNanos());
    byte[] frame = frame(true, BINARY, 10);
    for (int i = 0; i < frame.length - 1; i++) {
      assertEquals(Optional.empty(), meter.accept(frame, i, 1));
      nanos.incrementAndGet();
      assertEquals(OptionalLong.of(BEGIN), meter.begunNanos());
    }
    assertEquals(Optional.empty(), meter.accept(frame, frame.length - 1, 1));
    assertEquals(OptionalLong.empty(), meter.begunNanos());
  }

  @Test
  void aMessageHasBegunUntilItsLastFragmentHasComeWhateverComesBetween() {
    FrameMeter meter = meter(100);
    assertEquals(Optional.empty(), accept(meter, frame(false, BINARY, 0)));
    for (int i = 0; i < 10; i++) {
      nanos.addAndGet(1_000_000_000);
      assertEquals(Optional.empty(), accept(meter, frame(true, PONG, 3)));
      assertEquals(Optional.empty(), accept(meter, frame(false, 0, 3)));
      assertEquals(OptionalLong.of(BEGIN), meter.begunNanos());
    }
    assertEquals(Optional.empty(), accept(meter, frame(true, 0, 0)));
    assertEquals(OptionalLong.empty(), meter.begunNanos());
  }
}
