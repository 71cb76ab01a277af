package icws.ic;

import java.util.function.Function;

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

  /** The same reading of something that follows from its value. */
  default <U> Reading<U> map(Function<T, U> change) {
    if (this instanceof Known<T> known) {
      return new Known<>(change.apply(known.value()));
    }
    return new Missing<>(((Missing<T>) this).why());
  }
}
