package icws.gateway.edge;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeteredOutputTest {
  private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
  private boolean ready = true;
  private @Nullable WriteListener told;
  private final FrameMeter meter = new FrameMeter(FrameMeterTest.limits(10), () -> 0);
  private final MeteredOutput output =
      new MeteredOutput(
          new ServletOutputStream() {
            @Override
            public void write(int octet) {
              wire.write(octet);
            }

            @Override
            public boolean isReady() {
              return ready;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
              told = listener;
            }
          },
          meter::answered);

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          1000, Java heap space, ''
          1000, '', ''
          1001, the gateway stops, the gateway stops
          1008, no first frame in time, no first frame in time
          1011, internal error, internal error
          1011, internal errors, ''
          1011, Cannot invoke "x" because "y" is null, ''
          4400, not CBOR, not CBOR
          """)
  void noCloseFrameSaysWhatAnExceptionSays(int code, String words, String told) throws IOException {
    byte[] frame = close(code, words);
    output.write(frame, 3, frame.length - 3);
    byte[] expected = close(code, told);
    assertEquals(
        ByteBuffer.wrap(expected, 3, expected.length - 3), ByteBuffer.wrap(wire.toByteArray()));
  }

  /** A close frame of a server, behind three bytes. */
  private static byte[] close(int code, String words) {
    byte[] text = words.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(7 + text.length)
        .put(new byte[3])
        .put((byte) 0x88)
        .put((byte) (2 + text.length))
        .putShort((short) code)
        .put(text)
        .array();
  }

  @Test
  void pongsAreCountedAndNothingElseIs() throws IOException {
    byte[] ping = ClientFrames.frame(true, ClientFrames.PING, 0);
    assertEquals(Optional.empty(), meter.accept(ping, 0, ping.length));
    output.write(new byte[] {(byte) 0x82, 1, 0x0a});
    assertEquals(1, meter.unanswered());
    output.write(new byte[] {(byte) 0x8a, 0});
    assertEquals(0, meter.unanswered());
    assertEquals(5, wire.size());
  }

  /** As Tyrus' is, with one frame that waits. */
  private final class Waiting implements WriteListener {
    private boolean isWritten;

    @Override
    public void onWritePossible() throws IOException {
      if (!isWritten && output.isReady()) {
        output.write(1);
        isWritten = true;
      }
    }

    @Override
    public void onError(Throwable fault) {
      isWritten = true;
    }
  }

  private WriteListener listener() {
    return requireNonNull(told);
  }

  @Test
  void whatIsToBeDoneWhenAllIsWrittenIsDoneAtOnceWhereNothingWaits() {
    assertTrue(output.isReady());
    output.whenWritten(() -> wire.write(2));
    assertArrayEquals(new byte[] {2}, wire.toByteArray());
  }

  @Test
  void whatIsToBeDoneWhenAllIsWrittenComesAfterTheFrameThatWaits() throws IOException {
    ready = false;
    assertFalse(output.isReady());
    output.setWriteListener(new Waiting());
    output.whenWritten(() -> wire.write(2));
    listener().onWritePossible();
    assertEquals(0, wire.size());
    ready = true;
    listener().onWritePossible();
    listener().onWritePossible();
    assertArrayEquals(new byte[] {1, 2}, wire.toByteArray());
  }

  @Test
  void whatIsToBeDoneWhenAllIsWrittenIsDoneWhenNothingCanBe() {
    ready = false;
    assertFalse(output.isReady());
    output.setWriteListener(new Waiting());
    output.whenWritten(() -> wire.write(2));
    listener().onError(new IOException("reset"));
    assertArrayEquals(new byte[] {2}, wire.toByteArray());
  }
}
