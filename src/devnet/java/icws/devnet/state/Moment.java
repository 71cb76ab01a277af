package icws.devnet.state;

import icws.ic.Bytes;
import java.util.List;

/**
 * A state and its time, of which certificates are made.
 *
 * @param nanos since 1970-01-01
 */
public record Moment(StateTree tree, long nanos) {
  static final List<Bytes> TIME = List.of(Bytes.utf8("time"));

  /** A moment that no other one equals, so that it gets a certificate of its own. */
  public static Moment ofBlock(StateTree tree, long nanos) {
    return new Moment(new Moment(tree, nanos).timed(), nanos);
  }

  /** The tree with the time in it. */
  StateTree timed() {
    return tree.with(TIME, Leb128.unsigned(nanos));
  }
}
