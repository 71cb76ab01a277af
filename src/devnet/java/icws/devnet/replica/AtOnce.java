package icws.devnet.replica;

import icws.devnet.state.Moment;
import icws.devnet.state.StateTree;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Each message is executed as soon as the thread has time, and certified as soon as it has run. */
record AtOnce(Executor thread, Supplier<StateTree> state, LongSupplier clockNanos)
    implements Rhythm {
  @Override
  public void post(Runnable message) {
    thread.execute(message);
  }

  @Override
  public Moment certified() {
    return new Moment(state.get(), clockNanos.getAsLong());
  }

  @Override
  public long nanos() {
    return clockNanos.getAsLong();
  }
}
