package icws.ic;

/**
 * How a look at the network ended: with a value, or not.
 *
 * @param <T> what was looked for
 */
public sealed interface Reading<T> {

  /** It is known. */
  record Known<T>(T value) implements Reading<T> {}

  /** It is not: {@code why} is anything but {@link Outcome.Replied}. */
  record Missing<T>(Outcome why) implements Reading<T> {}
}
