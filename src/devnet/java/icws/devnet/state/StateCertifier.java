package icws.devnet.state;

import icws.ic.Bytes;
import icws.ic.Sha256;
import icws.ic.cbor.CborWriter;
import icws.ic.certificate.HashTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of parts of the present state (IC interface specification, "Certificate"), signed by
 * the root subnet itself, so without delegation.
 *
 * <p>One signature is made at a time. Whoever comes while one is being made waits for the next,
 * which then serves all of them, as a block of the Internet Computer does. A signature is also kept
 * until the state changes or is a second old. Thread-safe.
 */
public final class StateCertifier {
  private static final Bytes STATE_ROOT = Sha256.domain("ic-state-root");
  private static final long MAX_AGE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int SELF_DESCRIBE_TAG_BYTES = 3;

  /**
   * @param number how many signings had begun when this one did, itself included
   * @param timed the source's tree with the time
   */
  private record Certified(long number, Moment source, StateTree timed, Bytes signature) {
    boolean isOf(Moment asked) {
      return source.tree() == asked.tree() && asked.nanos() - source.nanos() < MAX_AGE_NANOS;
    }
  }

  private final UnaryOperator<Bytes> signer;
  private final Supplier<Moment> state;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition signingEnded = lock.newCondition();
  // Guarded by lock.
  private @Nullable Certified last;
  private boolean signing;
  private long signingsBegun;

  /**
   * @param signer the subnet's BLS signature of a message
   * @param state the present state
   */
  public StateCertifier(UnaryOperator<Bytes> signer, Supplier<Moment> state) {
    this.signer = signer;
    this.state = state;
  }

  /** A certificate in CBOR that shows the time and the paths, or proves that they are not there. */
  public Bytes certificate(Collection<List<Bytes>> paths) {
    Certified certified = present();
    List<List<Bytes>> shown = new ArrayList<>(paths);
    shown.add(Moment.TIME);
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

  /** A certified state that shows whatever was in the state when the caller came. */
  private Certified present() {
    long number;
    lock.lock();
    try {
      Moment asked = state.get();
      long sufficient = signingsBegun + 1;
      while (!suffices(last, sufficient, asked) && signing) {
        signingEnded.awaitUninterruptibly();
      }
      if (last != null && suffices(last, sufficient, asked)) {
        return last;
      }
      signing = true;
      number = ++signingsBegun;
    } finally {
      lock.unlock();
    }
    return sign(number);
  }

  /** Called under the lock. */
  private boolean suffices(@Nullable Certified known, long number, Moment asked) {
    return known != null && (known.number >= number || known.isOf(asked));
  }

  /** For the one thread that signs. */
  private Certified sign(long number) {
    Certified signed = null;
    try {
      // Ordering: the state is looked at after the number was given, so that it shows all that was
      // there for those who wait for this number.
      Moment source = state.get();
      StateTree timed = source.timed();
      Bytes signature = signer.apply(Bytes.concat(STATE_ROOT, timed.digest()));
      signed = new Certified(number, source, timed, signature);
      return signed;
    } finally {
      ended(signed);
    }
  }

  /** A signing has ended; null if it failed, and one of those who wait will sign. */
  private void ended(@Nullable Certified signed) {
    lock.lock();
    try {
      last = signed == null ? last : signed;
      signing = false;
      signingEnded.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static Bytes untagged(Bytes cbor) {
    return cbor.slice(SELF_DESCRIBE_TAG_BYTES, cbor.size());
  }
}
