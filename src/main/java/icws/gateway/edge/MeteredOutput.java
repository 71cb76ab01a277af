package icws.gateway.edge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import icws.gateway.wire.CloseReason;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What goes out on an upgraded connection, frame by frame. Pongs are counted, and words that are
 * not ours left out of close frames: Tyrus tells a client what an exception says, a full heap's
 * even as a normal end. It also closes the connection beside frames that wait for their turn, its
 * close frame among them: {@link #whenWritten} is for that.
 */
final class MeteredOutput extends ServletOutputStream {
  private static final int CLOSE_FRAME = FrameMeter.FIN | FrameMeter.CLOSE;
  private static final int NORMAL = 1000;

  /** Two bytes of a header, two of a code; the words come after that. */
  private static final int WORDLESS_BYTES = 4;

  private static final byte[] OURS = ProtocolEndpoint.BROKEN.getBytes(StandardCharsets.UTF_8);

  private final ServletOutputStream out;
  private final Runnable pongLeft;

  /** Whether the container was told to wait with a frame, and does. */
  @GuardedBy("this")
  private boolean isWaiting;

  @GuardedBy("this")
  private @Nullable Runnable afterwards;

  /**
   * @param pongLeft is run for each pong that is written
   */
  MeteredOutput(ServletOutputStream out, Runnable pongLeft) {
    this.out = out;
    this.pongLeft = pongLeft;
  }

  @Override
  public void write(int octet) throws IOException {
    out.write(octet);
  }

  /** Tyrus writes each frame in one piece, when the last one has left. */
  @Override
  public void write(byte[] frame, int offset, int length) throws IOException {
    if (length > WORDLESS_BYTES && saysWordsOfOthers(frame, offset, length)) {
      byte[] wordless = {(byte) CLOSE_FRAME, Short.BYTES, frame[offset + 2], frame[offset + 3]};
      out.write(wordless, 0, wordless.length);
    } else {
      out.write(frame, offset, length);
    }
    if (length > 0 && (frame[offset] & FrameMeter.OPCODE) == FrameMeter.PONG) {
      pongLeft.run();
    }
  }

  /** The gateway gives no reason with the one code, and always the same with the other. */
  private static boolean saysWordsOfOthers(byte[] frame, int offset, int length) {
    if ((frame[offset] & 0xff) != CLOSE_FRAME) {
      return false;
    }
    int code = ((frame[offset + 2] & 0xff) << Byte.SIZE) | (frame[offset + 3] & 0xff);
    int words = offset + WORDLESS_BYTES;
    return code == NORMAL
        || (code == CloseReason.INTERNAL.code()
            && !Arrays.equals(frame, words, offset + length, OURS, 0, OURS.length));
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
    boolean ready = out.isReady();
    waits(!ready);
    return ready;
  }

  private synchronized void waits(boolean waiting) {
    isWaiting = waiting;
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    out.setWriteListener(new Watched(listener));
  }

  /** Does this when no frame waits to be written; at once, if none does. */
  void whenWritten(Runnable task) {
    synchronized (this) {
      if (isWaiting) {
        afterwards = task;
        return;
      }
    }
    task.run();
  }

  private void listened() {
    Runnable task;
    synchronized (this) {
      if (isWaiting) {
        return;
      }
      task = afterwards;
      afterwards = null;
    }
    if (task != null) {
      task.run();
    }
  }

  /** The container's listener, which writes what waits, or gives it up. */
  private final class Watched implements WriteListener {
    private final WriteListener listener;

    Watched(WriteListener listener) {
      this.listener = listener;
    }

    @Override
    public void onWritePossible() throws IOException {
      waits(false);
      try {
        listener.onWritePossible();
      } finally {
        listened();
      }
    }

    @Override
    public void onError(Throwable fault) {
      waits(false);
      try {
        listener.onError(fault);
      } finally {
        listened();
      }
    }
  }
}
