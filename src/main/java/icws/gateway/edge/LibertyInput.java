package icws.gateway.edge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import icws.gateway.relay.ByteBudget;
import icws.gateway.relay.Faults;
import icws.gateway.relay.Limit;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What comes in on a socket of Open Liberty's, looked at by a {@link FrameMeter} before the server
 * gets it: over a limit nothing more is read.
 *
 * <p>The server reads by interfaces of its own, and {@link Proxy} puts this before them. It keeps
 * each buffer, however little came in it, until the frame has come to its end; so what is counted,
 * for all sockets together, is buffers. One read comes after the other, by threads that change.
 */
final class LibertyInput {
  /** Of the server's asynchronous read: how much at least, who takes it, queued, milliseconds. */
  private static final int READ_ARGUMENTS = 4;

  /** In place of milliseconds: the read that is under way is to be given up. */
  private static final int GIVE_UP = -2;

  private final FrameMeter meter;
  private final ByteBudget unfinished;
  private final Place place;
  private final Link link;
  private final Faults faults;

  /** What the server's own link is asked for. */
  interface Link {
    /** Has the server leave its last read as it is, and wait for none. */
    void stopReading();

    /** Whether the server waits for a read to be given up. */
    boolean isReadUnwanted();
  }

  /** The server's way to read, as the server gets it. */
  private final Object metered;

  /** The server's own taker of what was read, always the same, with this before it. */
  private volatile @Nullable Object taker;

  /** What the buffers have room for of the frame that has not ended. */
  @GuardedBy("this")
  private long held;

  @GuardedBy("this")
  private boolean over;

  private LibertyInput(
      FrameMeter meter,
      ByteBudget unfinished,
      Place place,
      Link link,
      Faults faults,
      Class<?> readable,
      Object reading) {
    this.meter = meter;
    this.unfinished = unfinished;
    this.place = place;
    this.link = link;
    this.faults = faults;
    this.metered = before(readable, (self, method, given) -> read(reading, method, given));
  }

  /**
   * Has a meter look at what comes in.
   *
   * @param reading the field that has the server's way to read
   * @param unfinished what frames may hold, of all sockets, that have begun and not ended
   * @param faults takes what is thrown while it is looked at
   */
  static void meter(
      Object owner,
      Field reading,
      FrameMeter meter,
      ByteBudget unfinished,
      Place place,
      Link link,
      Faults faults)
      throws IllegalAccessException {
    LibertyInput input =
        new LibertyInput(
            meter, unfinished, place, link, faults, reading.getType(), reading.get(owner));
    // The server answers a ping before it reads on.
    meter.answeredAtOnce();
    // Ordering: where the server does not let it, messages are counted as they come.
    reading.set(owner, input.metered);
    place.meteredBy(meter);
    place.whenFree(input::end);
  }

  private static Object before(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }

  /** The server reads, or does something else with its way to read. */
  private @Nullable Object read(Object reading, Method method, Object @Nullable [] given)
      throws Throwable {
    if (given == null || given.length != READ_ARGUMENTS || given[1] == null) {
      return call(reading, method, given);
    }
    given[1] = taker(method.getParameterTypes()[1], given[1]);
    Object done = call(reading, method, given);
    if (link.isReadUnwanted()) {
      // Ordering: whoever gave it up before it was there has not been heard, and waits.
      call(reading, method, new Object[] {1L, null, true, GIVE_UP});
    }
    return done;
  }

  private Object taker(Class<?> type, Object own) {
    Object mine = taker;
    if (mine == null) {
      mine = before(type, (self, method, given) -> taken(own, method, given));
      taker = mine;
    }
    return mine;
  }

  /** The server has read, or could not. */
  private @Nullable Object taken(Object own, Method method, Object @Nullable [] given)
      throws Throwable {
    if (given != null && given.length > 1) {
      if (method.getName().equals("complete") && !passes(given[1])) {
        return null;
      }
      given[1] = metered;
    }
    return call(own, method, given);
  }

  /** Whether the server may have what was read; if not, nothing more is read. */
  private boolean passes(Object reading) {
    try {
      Object read = LibertyTransport.call(reading, "getBuffer");
      Optional<Limit> passed =
          accept((ByteBuffer) LibertyTransport.call(read, "getWrappedByteBuffer"));
      if (passed.isEmpty()) {
        return true;
      }
      Object unused = LibertyTransport.call(read, "release");
      link.stopReading();
      place.passed(passed.get());
    } catch (Throwable fault) {
      faults.report("Looking at what came in", fault);
      link.stopReading();
      place.end();
    }
    return false;
  }

  private static @Nullable Object call(Object of, Method method, Object @Nullable [] given)
      throws Throwable {
    try {
      return method.invoke(of, given);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  /** What was read is before its position. */
  private Optional<Limit> accept(ByteBuffer read) {
    byte[] bytes = new byte[read.position()];
    read.get(0, bytes);
    return meter.accept(bytes, 0, bytes.length).or(() -> hold(read.capacity()));
  }

  private synchronized Optional<Limit> hold(int room) {
    if (!meter.isWithinFrame()) {
      release();
    } else if (!over) {
      if (!unfinished.take(held, room)) {
        return Optional.of(Limit.UNFINISHED);
      }
      held += room;
    }
    return Optional.empty();
  }

  @GuardedBy("this")
  private void release() {
    unfinished.giveBack(held);
    held = 0;
  }

  private synchronized void end() {
    over = true;
    release();
  }
}
