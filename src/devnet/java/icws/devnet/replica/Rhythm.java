package icws.devnet.replica;

import icws.devnet.state.Moment;

/**
 * When messages that may change the state are executed, and which state is certified meanwhile. For
 * the replica's thread, but for {@link #certified}.
 */
interface Rhythm {
  /** Executes a message when its turn comes. */
  void post(Runnable message);

  /** The state that certificates are made of, and its time. May be called by any thread. */
  Moment certified();

  /** The time that canisters see: nanoseconds since 1970-01-01. */
  long nanos();
}
