package icws.gateway.record;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/** A database whose driver throws, or does not come back, where the test says so. Thread-safe. */
final class MoodyDataSource {

  /** What its driver does when a method is called next. */
  private record Mood(String method, Runnable then) {}

  private final JdbcDataSource sound = new JdbcDataSource();
  private final AtomicReference<@Nullable Mood> mood = new AtomicReference<>();
  private final CountDownLatch released = new CountDownLatch(1);

  /**
   * @param name of a database in memory
   */
  MoodyDataSource(String name) {
    sound.setURL("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
  }

  RecordDatabase database() {
    return RecordDatabase.of(
        (DataSource)
            Proxy.newProxyInstance(
                MoodyDataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                  act(method.getName());
                  return moody(sound.getConnection());
                }),
        "a moody database");
  }

  /** The next call of a method of the DataSource or a connection throws this. */
  void throwNext(String method, Throwable fault) {
    mood.set(new Mood(method, () -> sneak(fault)));
  }

  /** The next call of a method throws this, and the one after it does not come back. */
  void throwNextThenHang(String method, Throwable fault) {
    mood.set(
        new Mood(
            method,
            () -> {
              hangNext(method);
              sneak(fault);
            }));
  }

  /** The next call of a method does not come back before {@link #release}. */
  void hangNext(String method) {
    mood.set(new Mood(method, this::hang));
  }

  void release() {
    released.countDown();
  }

  /** Whether what was asked for has happened. */
  boolean isDone() {
    return mood.get() == null;
  }

  private void hang() {
    try {
      released.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Connection moody(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            MoodyDataSource.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              act(method.getName());
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void act(String method) {
    Mood now = mood.get();
    if (now != null && now.method().equals(method) && mood.compareAndSet(now, null)) {
      now.then().run();
    }
  }

  @SuppressWarnings("unchecked") // a driver may throw what it does not declare
  private static <T extends Throwable> void sneak(Throwable fault) throws T {
    throw (T) fault;
  }
}
