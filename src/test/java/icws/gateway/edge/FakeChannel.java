package icws.gateway.edge;

import icws.ic.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A channel whose sends end when the test says so, or at once. */
final class FakeChannel implements FrameChannel {
  final List<String> events = new ArrayList<>();
  private final Deque<Consumer<@Nullable Throwable>> inFlight = new ArrayDeque<>();
  private boolean instant;
  private boolean mayBlock;

  private FakeChannel(boolean instant) {
    this.instant = instant;
  }

  static FakeChannel manual() {
    return new FakeChannel(false);
  }

  static FakeChannel instant() {
    return new FakeChannel(true);
  }

  @Override
  public void write(Bytes frame, Consumer<@Nullable Throwable> done) {
    events.add("write " + frame.toUtf8());
    if (instant) {
      done.accept(null);
    } else {
      inFlight.add(done);
    }
  }

  /** Its writes keep their thread from now on, as far as it knows. */
  void blockFromNowOn() {
    mayBlock = true;
  }

  @Override
  public boolean mayBlock() {
    return mayBlock;
  }

  @Override
  public void ping() {
    events.add("ping");
  }

  @Override
  public void close(int code, String text) {
    events.add("close " + code + " " + text);
  }

  void finishInstantlyFromNowOn() {
    instant = true;
  }

  int sendsInFlight() {
    return inFlight.size();
  }

  void finishSend() {
    inFlight.remove().accept(null);
  }

  void finishAll() {
    while (!inFlight.isEmpty()) {
      finishSend();
    }
  }

  void failSend(Throwable failure) {
    inFlight.remove().accept(failure);
  }
}
