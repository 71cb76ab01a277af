package icws.ic.agent;

import java.util.function.Function;

/**
 * How a look at the network ended: with a value, or not.
 *
 * @param <T> what was looked for
 */
public sealed interface ReadResult<T> {

  /** It is known. */
  record Known<T>(T value) implements ReadResult<T> {}

  /** It is not: {@code why} is anything but {@link Outcome.Replied}. */
  record Missing<T>(Outcome why) implements ReadResult<T> {}

  /** The same reading of something that follows from its value. */
  default <U> ReadResult<U> map(Function<T, U> change) {
    if (this instanceof Known<T> known) {
      return new Known<>(change.apply(known.value()));
    }
    return new Missing<>(((Missing<T>) this).why());
  }
}
