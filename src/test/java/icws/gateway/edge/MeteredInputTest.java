package icws.gateway.edge;

import static icws.gateway.edge.ClientFrames.BINARY;
import static icws.gateway.edge.ClientFrames.CLOSE;
import static icws.gateway.edge.ClientFrames.PING;
import static icws.gateway.edge.ClientFrames.TEXT;
import static icws.gateway.edge.ClientFrames.frame;
import static icws.gateway.edge.ClientFrames.header;
import static icws.gateway.edge.ClientFrames.joined;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.edge.ClientFrames.Frame;
import icws.gateway.relay.Faults;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeteredInputTest {
  private static final int MOST_READ = MeteredInput.MOST_AT_ONCE + FrameMeter.MOST_HEADER_BYTES + 1;

  private final AtomicInteger ended = new AtomicInteger();
  private final Place place =
      new Place(InetAddress.getLoopbackAddress(), () -> 0, free -> ended.incrementAndGet());
  private final Faults faults = new Faults(() -> 0);
  private final Wire wire = new Wire();
  private FrameMeter meter = new FrameMeter(FrameMeterTest.limits(1_000), () -> 0);
  private MeteredInput input = new MeteredInput(wire, meter, place, faults);

  /** Bytes that come in pieces. */
  private static final class Wire extends ServletInputStream {
    private byte[] bytes = {};
    private int at;
    private int there;
    private @Nullable ReadListener listener;

    void sends(byte[] more) {
      bytes = more;
      at = 0;
      there = 0;
    }

    void comes(int more) {
      there = Math.min(bytes.length, there + more);
    }

    @Override
    public int available() {
      return there - at;
    }

    @Override
    public int read() {
      throw new AssertionError("one byte");
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int read = Math.min(length, there - at);
      System.arraycopy(bytes, at, into, offset, read);
      at += read;
      return read;
    }

    @Override
    public boolean isFinished() {
      return false;
    }

    @Override
    public boolean isReady() {
      return there > at;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      this.listener = listener;
    }
  }

  /** Reads as Tyrus does, as much as is said to be there. */
  private byte[] passedOn(byte[] sent, Random random, int mostAtOnce) throws IOException {
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    wire.sends(sent);
    meter = new FrameMeter(FrameMeterTest.limits(1_000), () -> 0);
    input = new MeteredInput(wire, meter, place, faults);
    while (wire.at < sent.length && ended.get() == 0) {
      wire.comes(1 + random.nextInt(mostAtOnce));
      while (input.isReady()) {
        byte[] into = new byte[input.available()];
        int read = input.read(into);
        assertTrue(read <= MOST_READ);
        passed.write(into, 0, read);
      }
    }
    return passed.toByteArray();
  }

  @Test
  void whatIsSmallPassesAsItIs() throws Exception {
    byte[] sent =
        joined(
            frame(true, BINARY, 0),
            frame(true, PING, 125),
            frame(false, TEXT, 300),
            frame(true, 0, MeteredInput.MOST_AT_ONCE),
            frame(true, CLOSE, 2));
    for (int seed = 0; seed < 300; seed++) {
      assertArrayEquals(sent, passedOn(sent, new Random(seed), 1 + seed * 20));
    }
  }

  @Test
  void whatIsLargeIsCutIntoFragmentsThatAreTheSameMessage() throws Exception {
    byte[] sent =
        joined(
            frame(true, BINARY, MeteredInput.MOST_AT_ONCE + 1),
            frame(true, PING, 9),
            frame(false, BINARY, 20_000),
            frame(true, PING, 0),
            frame(false, 0, 70_000),
            frame(true, 0, 5),
            frame(true, TEXT, 100_000));
    List<Frame> messages = messages(ClientFrames.read(sent));
    for (int seed = 0; seed < 100; seed++) {
      byte[] passed = passedOn(sent, new Random(seed), 1 + seed * seed * 20);
      List<Frame> fragments = ClientFrames.read(passed);
      assertEquals(messages, messages(fragments));
      assertTrue(fragments.stream().allMatch(each -> each.content().size() <= MOST_READ));
    }
  }

  /** The messages that fragments make, and control frames, each when it ends. */
  private static List<Frame> messages(List<Frame> fragments) {
    List<Frame> messages = new ArrayList<>();
    List<Byte> content = new ArrayList<>();
    int opcode = 0;
    for (Frame fragment : fragments) {
      if (fragment.opcode() >= CLOSE) {
        messages.add(fragment);
        continue;
      }
      assertEquals(
          fragment.opcode() == 0, opcode != 0, "a continuation where there is a beginning");
      opcode = fragment.opcode() == 0 ? opcode : fragment.opcode();
      content.addAll(fragment.content());
      if (fragment.fin()) {
        messages.add(new Frame(true, opcode, List.copyOf(content)));
        content.clear();
        opcode = 0;
      }
    }
    return messages;
  }

  @Test
  void overALimitNothingMoreIsReadAndTheRestIsNotWaitedFor() throws Exception {
    byte[] fine = frame(true, BINARY, 100);
    byte[] passed =
        passedOn(
            joined(fine, header(true, BINARY, 1 << 20, true), new byte[5_000]),
            new Random(1),
            10_000);
    assertArrayEquals(fine, passed);
    assertEquals(1, ended.get(), "nobody else takes the place back");
    wire.comes(10_000);
    assertFalse(input.isReady());
    assertEquals(0, input.read(new byte[100]));
  }

  @Test
  void pingsThatAreAnsweredAsTheyComeMayBeMany() throws Exception {
    byte[][] pings = new byte[500][];
    Arrays.fill(pings, frame(true, PING, 0));
    wire.sends(joined(pings));
    wire.comes(Integer.MAX_VALUE / 2);
    int seen = 0;
    while (input.isReady()) {
      byte[] into = new byte[input.available()];
      for (Frame ping : ClientFrames.read(Arrays.copyOf(into, input.read(into)))) {
        assertEquals(PING, ping.opcode());
        meter.answered();
        seen++;
      }
    }
    assertEquals(pings.length, seen);
    assertEquals(0, ended.get());
  }

  @Test
  void pingsThatAreNotAnsweredMayNot() throws Exception {
    byte[][] pings = new byte[500][];
    Arrays.fill(pings, frame(true, PING, 0));
    int passed = ClientFrames.read(passedOn(joined(pings), new Random(1), 10_000)).size();
    assertEquals(FrameMeter.MOST_UNANSWERED, passed);
    assertEquals(1, ended.get());
  }

  /** Remembers what it is told. */
  private static final class Reader implements ReadListener {
    private final List<Throwable> told = new ArrayList<>();

    @Override
    public void onDataAvailable() {
      throw new AssertionError("nothing comes");
    }

    @Override
    public void onAllDataRead() {
      throw new AssertionError("nothing ends");
    }

    @Override
    public void onError(Throwable fault) {
      told.add(fault);
    }
  }

  @Test
  void whatGoesWrongIsReportedAndTyrusLearnsNothingThatItCouldTell() {
    Reader tyrus = new Reader();
    input.setReadListener(tyrus);
    ReadListener listener = Objects.requireNonNull(wire.listener);
    listener.onError(new OutOfMemoryError("Java heap space"));
    listener.onError(new IOException("Connection reset"));
    assertEquals(1, faults.count());
    assertEquals(2, tyrus.told.size());
    assertTrue(tyrus.told.stream().allMatch(each -> each.getMessage() == null));
  }
}
