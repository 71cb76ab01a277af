package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeteredOutputTest {
  private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
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
              return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
              throw new AssertionError("it is ready");
            }
          },
          meter);

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
}
