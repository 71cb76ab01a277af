package icws.gateway.ops;

import icws.ic.Bytes;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes one answer as its reader takes it, without a thread that waits. The container calls it,
 * one event at a time.
 */
final class PageWriter implements WriteListener, AsyncListener {
  private static final Logger LOG = System.getLogger(PageWriter.class.getName());

  /** The time that a reader has for one answer: half a megabyte over ten kilobytes a second. */
  static final Duration TIME_OUT = Duration.ofMinutes(1);

  private static final int AT_ONCE = 16 * 1024;

  private final AsyncContext context;
  private final ServletOutputStream out;
  private final Bytes body;
  private final Runnable atEnd;
  private final AtomicBoolean ended = new AtomicBoolean();
  private int written;

  private PageWriter(AsyncContext context, Bytes body, Runnable atEnd) throws IOException {
    this.context = context;
    this.out = context.getResponse().getOutputStream();
    this.body = body;
    this.atEnd = atEnd;
  }

  /**
   * Begins to write the body of an answer whose status and headers are set.
   *
   * @param atEnd is called once, when the answer is written, or given up
   */
  static void start(HttpServletRequest asked, Bytes body, Runnable atEnd) throws IOException {
    AsyncContext context = asked.startAsync();
    context.setTimeout(TIME_OUT.toMillis());
    PageWriter writer = new PageWriter(context, body, atEnd);
    context.addListener(writer);
    writer.out.setWriteListener(writer);
  }

  @Override
  public void onWritePossible() throws IOException {
    while (out.isReady()) {
      if (written == body.size()) {
        context.complete();
        return;
      }
      int end = Math.min(body.size(), written + AT_ONCE);
      out.write(body.slice(written, end).toByteArray());
      written = end;
    }
  }

  /** The reader has gone. */
  @Override
  public void onError(Throwable gone) {
    LOG.log(Level.DEBUG, "An answer was not read: {0}", gone.toString());
    context.complete();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    end();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    LOG.log(Level.DEBUG, "An answer was not read within {0}", TIME_OUT);
    end();
    context.complete();
  }

  @Override
  public void onError(AsyncEvent event) {
    end();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {}

  private void end() {
    if (ended.compareAndSet(false, true)) {
      atEnd.run();
    }
  }
}
