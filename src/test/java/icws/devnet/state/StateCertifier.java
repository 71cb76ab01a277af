package icws.devnet.state;

import icws.ic.Bytes;
import icws.ic.CborWriter;
import icws.ic.HashTree;
import icws.ic.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of parts of the present state (IC interface specification, "Certificate"), signed by
 * the root subnet itself, so without delegation. A signature is kept until the state changes or is
 * a second old. Thread-safe.
 */
public final class StateCertifier {
  private static final Bytes STATE_ROOT = Sha256.domain("ic-state-root");
  private static final List<Bytes> TIME = List.of(Bytes.utf8("time"));
  private static final long MAX_AGE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int SELF_DESCRIBE_TAG_BYTES = 3;

  private record Certified(StateTree source, StateTree timed, long timeNanos, Bytes signature) {}

  private final SubnetKeys keys;
  private final Supplier<StateTree> state;
  private final LongSupplier clockNanos;

  /** Guarded by this. */
  private @Nullable Certified last;

  /**
   * @param state the present state, without {@code /time}
   * @param clockNanos nanoseconds since 1970-01-01
   */
  public StateCertifier(SubnetKeys keys, Supplier<StateTree> state, LongSupplier clockNanos) {
    this.keys = keys;
    this.state = state;
    this.clockNanos = clockNanos;
  }

  /** A certificate in CBOR that shows the time and the paths, or proves that they are not there. */
  public Bytes certificate(Collection<List<Bytes>> paths) {
    Certified certified = present();
    List<List<Bytes>> shown = new ArrayList<>(paths);
    shown.add(TIME);
    HashTree witness = certified.timed.witness(shown);
    return new CborWriter()
        .selfDescribe()
        .map(2)
        .key("tree")
        .raw(untagged(witness.encode()))
        .key("signature")
        .bytes(certified.signature)
        .toBytes();
  }

  private synchronized Certified present() {
    StateTree source = state.get();
    long now = clockNanos.getAsLong();
    Certified known = last;
    if (known != null && known.source == source && now - known.timeNanos < MAX_AGE_NANOS) {
      return known;
    }
    StateTree timed = source.with(TIME, Leb128.unsigned(now));
    Bytes signature = keys.signAsSubnet(Bytes.concat(STATE_ROOT, timed.digest()));
    Certified fresh = new Certified(source, timed, now, signature);
    last = fresh;
    return fresh;
  }

  private static Bytes untagged(Bytes cbor) {
    return cbor.slice(SELF_DESCRIBE_TAG_BYTES, cbor.size());
  }
}
