package icws.gateway.edge;

import static icws.gateway.edge.ClientFrames.BINARY;
import static icws.gateway.edge.ClientFrames.PING;
import static icws.gateway.edge.ClientFrames.frame;
import static icws.gateway.edge.ClientFrames.header;
import static icws.gateway.edge.ClientFrames.joined;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import icws.gateway.relay.ByteBudget;
import icws.gateway.relay.Faults;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read by interfaces that are shaped as the server's are. */
class LibertyInputTest {
  private static final int BUFFER_BYTES = 8192;

  /** As TCPReadRequestContext. */
  public interface Reading {
    void read(long least, @Nullable Taker taker, boolean queued, int millis);

    Buffer getBuffer();
  }

  /** As TCPReadCompletedCallback. */
  public interface Taker {
    void complete(Object connection, Reading reading);

    void error(Object connection, Reading reading, Exception fault);
  }

  /** As WsByteBuffer. */
  public record Buffer(ByteBuffer getWrappedByteBuffer, List<String> events) {
    public Object release() {
      return events.add("released");
    }
  }

  /** As WsocConnLink: reads again with what it is given. */
  public static final class Link implements Taker {
    public Reading reading;
    private final List<Reading> taken = new ArrayList<>();

    Link(Reading reading) {
      this.reading = reading;
    }

    @Override
    public void complete(Object connection, Reading read) {
      taken.add(read);
      read.read(1, this, true, -1);
    }

    @Override
    public void error(Object connection, Reading read, Exception fault) {
      taken.add(read);
    }
  }

  /** The wire: what was asked for comes when it comes. */
  public static final class Wire implements Reading {
    private final List<String> events = new ArrayList<>();
    private Taker waiting = new Link(this);
    private byte @Nullable [] came = {};
    private int reads;

    @Override
    public void read(long least, @Nullable Taker taker, boolean queued, int millis) {
      if (taker == null) {
        events.add("given up");
        return;
      }
      waiting = taker;
      reads++;
    }

    @Override
    public Buffer getBuffer() {
      if (came == null) {
        throw new IllegalStateException("no buffer");
      }
      return new Buffer(ByteBuffer.allocate(BUFFER_BYTES).put(came), events);
    }

    private void comes(byte... bytes) {
      came = bytes;
      waiting.complete("a connection", this);
    }
  }

  private final Wire wire = new Wire();
  private final Link link = new Link(wire);
  private final ByteBudget unfinished = new ByteBudget(10 * BUFFER_BYTES);
  private final List<String> events = wire.events;
  private final Faults faults = new Faults(() -> 0);
  private boolean unwanted;
  private final Place place =
      new Place(InetAddress.getLoopbackAddress(), () -> 0, free -> events.add("free"));

  @BeforeEach
  void meter() throws Exception {
    place.carriedBy(() -> events.add("end"));
    LibertyInput.meter(
        link,
        Link.class.getField("reading"),
        new FrameMeter(FrameMeterTest.limits(1_000), () -> 0),
        unfinished,
        place,
        new LibertyInput.Link() {
          @Override
          public void stopReading() {
            events.add("no more reading");
          }

          @Override
          public boolean isReadUnwanted() {
            return unwanted;
          }
        },
        faults);
    link.reading.read(1, link, true, -1);
  }

  @Test
  void whatIsFinePassesAndTheServerGoesOnToReadByTheSameWay() {
    for (int i = 0; i < 200; i++) {
      wire.comes(joined(frame(true, BINARY, 10), frame(true, PING, 1)));
    }
    assertEquals(200, link.taken.size());
    assertEquals(201, wire.reads);
    assertNotSame(wire, link.reading);
    link.taken.forEach(read -> assertSame(link.reading, read));
    wire.waiting.error("a connection", wire, new Exception("gone"));
    assertSame(link.reading, link.taken.get(200));
    assertEquals(List.of(), events);
    assertEquals(0, unfinished.usedBytes());
  }

  @Test
  void whatPassesALimitIsNotTakenAndEndsTheConnection() {
    wire.comes(header(true, BINARY, 1L << 40, true));
    assertEquals(List.of("released", "no more reading", "end", "free"), events);
    assertEquals(List.of(), link.taken);
    assertEquals(1, wire.reads);
  }

  @Test
  void buffersAreCountedWhileAFrameHasNotEnded() {
    byte[] frame = frame(true, BINARY, 4);
    for (int i = 0; i < 4; i++) {
      wire.comes(frame[i]);
    }
    assertEquals(4 * BUFFER_BYTES, unfinished.usedBytes());
    wire.comes(Arrays.copyOfRange(frame, 4, frame.length));
    assertEquals(0, unfinished.usedBytes());
    assertEquals(List.of(), events);
  }

  @Test
  void singleBytesComeToTheBoundOfAll() {
    byte[] frame = frame(true, BINARY, 100);
    int at = 0;
    while (events.isEmpty()) {
      wire.comes(frame[at]);
      at++;
    }
    assertEquals(List.of("released", "no more reading", "end", "free"), events);
    assertEquals(6, at);
    assertEquals(0, unfinished.usedBytes());
  }

  @Test
  void whatIsThrownWhileItIsLookedAtEndsTheConnection() {
    wire.came = null;
    wire.waiting.complete("a connection", wire);
    assertEquals(List.of("no more reading", "end", "free"), events);
    assertEquals(1, faults.count());
    assertEquals(List.of(), link.taken);
  }

  @Test
  void aReadThatWasGivenUpBeforeItWasThereIsGivenUpAgain() {
    unwanted = true;
    wire.comes(frame(true, BINARY, 1));
    assertEquals(List.of("given up"), events);
  }
}
