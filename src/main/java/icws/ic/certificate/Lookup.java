package icws.ic.certificate;

import icws.ic.Bytes;
import java.util.Optional;

/** What a certified tree tells about a path. */
public sealed interface Lookup {

  /** The value is there. */
  record Found(Bytes value) implements Lookup {}

  /** The tree proves that no value is there. */
  record Absent() implements Lookup {}

  /** The part of the tree where the value would be is not shown. */
  record Unknown() implements Lookup {}

  /** The value, where there is one. */
  default Optional<Bytes> found() {
    return this instanceof Found found ? Optional.of(found.value()) : Optional.empty();
  }
}
