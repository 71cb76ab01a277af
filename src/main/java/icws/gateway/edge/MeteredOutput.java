package icws.gateway.edge;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** What goes out on an upgraded connection, frame by frame; pongs are counted. */
final class MeteredOutput extends ServletOutputStream {
  private final ServletOutputStream out;
  private final FrameMeter meter;

  MeteredOutput(ServletOutputStream out, FrameMeter meter) {
    this.out = out;
    this.meter = meter;
  }

  @Override
  public void write(int octet) throws IOException {
    out.write(octet);
  }

  /** Tyrus writes each frame in one piece, when the last one has left. */
  @Override
  public void write(byte[] frame, int offset, int length) throws IOException {
    out.write(frame, offset, length);
    if (length > 0 && (frame[offset] & FrameMeter.OPCODE) == FrameMeter.PONG) {
      meter.answered();
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  @Override
  public boolean isReady() {
    return out.isReady();
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    out.setWriteListener(listener);
  }
}
