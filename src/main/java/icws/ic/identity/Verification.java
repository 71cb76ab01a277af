package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.UntrustedException;
import icws.ic.UntrustedException.Reason;
import java.util.List;

/**
 * The signatures of one request that are still to be verified. Immutable and thread-safe.
 *
 * <p>What is likely to cost least is verified first: the request's own signature, then those of the
 * delegations, the sender's own last, then what is said about the sender.
 */
public final class Verification {

  /**
   * One signature.
   *
   * @param keyDer whose it has to be
   * @param what is signed, in words
   */
  record Check(Bytes keyDer, Bytes message, Bytes signature, String what) {}

  private final SignatureVerifier verifier;
  private final List<Check> checks;
  private final Authority authority;

  /**
   * @param checks at least one, in their order
   * @param authority what follows
   */
  Verification(SignatureVerifier verifier, List<Check> checks, Authority authority) {
    this.verifier = verifier;
    this.checks = List.copyOf(checks);
    this.authority = authority;
  }

  /** Whether it is one signature, and takes a fraction of a millisecond. */
  public boolean isQuick() {
    return checks.size() == 1 && SignatureVerifier.isQuick(checks.get(0).keyDer());
  }

  /**
   * Verifies the signatures.
   *
   * @return what a later request of this sender need not prove again
   * @throws UntrustedException if one does not hold
   */
  public Authority run() {
    for (Check check : checks) {
      if (!verifier.verifies(check.keyDer(), check.message(), check.signature())) {
        throw new UntrustedException(
            Reason.SIGNATURE, "the signature does not fit " + check.what());
      }
    }
    return authority;
  }
}
