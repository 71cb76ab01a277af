package icws;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A record like another one but for the components that are named. So a component that is new
 * touches no test but its own: the others have it from the record that they begin with.
 */
public final class Variant<R extends Record> {
  private final R usual;
  private final Map<String, Object> changes = new LinkedHashMap<>();

  private Variant(R usual) {
    this.usual = usual;
  }

  /** Begins with what is usual. */
  public static <R extends Record> Variant<R> of(R usual) {
    return new Variant<>(usual);
  }

  /** A component, by a reference to its accessor; serializable, since only so it tells its name. */
  @FunctionalInterface
  public interface Component<R extends Record, V> extends Function<R, V>, Serializable {}

  /** With another value of this component. */
  public <V> Variant<R> with(Component<R, V> component, V value) {
    changes.put(name(component), value);
    return this;
  }

  /**
   * The record, which checks its components as always.
   *
   * @throws IllegalArgumentException if it refuses them
   */
  public R made() {
    RecordComponent[] components = usual.getClass().getRecordComponents();
    Object[] values = Arrays.stream(components).map(this::value).toArray();
    try {
      return constructor(components).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(usual.getClass() + " with " + changes, e);
    }
  }

  private Object value(RecordComponent component) {
    try {
      return changes.containsKey(component.getName())
          ? changes.get(component.getName())
          : component.getAccessor().invoke(usual);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(component.toString(), e);
    }
  }

  @SuppressWarnings("unchecked") // a record's class is that of its type
  private Constructor<R> constructor(RecordComponent[] components) throws NoSuchMethodException {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    return (Constructor<R>) usual.getClass().getDeclaredConstructor(types);
  }

  private static String name(Component<?, ?> component) {
    try {
      Method replacement = component.getClass().getDeclaredMethod("writeReplace");
      replacement.setAccessible(true);
      return ((SerializedLambda) replacement.invoke(component)).getImplMethodName();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no reference to an accessor", e);
    }
  }
}
