package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A chain of delegations whose signatures were verified: from then on a request that bears the same
 * chain is good if the chain's last key has signed it, and the chain has not expired. Of the chain
 * only its hash is kept, whatever its size. Immutable and thread-safe.
 *
 * @param chain SHA-256 over the sender's key and every part of every delegation, its signature
 *     included; empty if nothing was verified
 */
public record Authority(Bytes chain) {

  /** Nothing was verified. */
  public static final Authority NONE = new Authority(Bytes.EMPTY);

  /** What follows from a chain, once its signatures were verified. */
  static Authority of(Bytes senderKeyDer, List<SignedDelegation> chain) {
    List<Bytes> parts = new ArrayList<>();
    add(parts, senderKeyDer);
    for (SignedDelegation link : chain) {
      add(parts, link.delegation().signedBytes());
      add(parts, link.signature());
    }
    return new Authority(Sha256.hash(parts.toArray(Bytes[]::new)));
  }

  /** Each part has its length in front, so that no two chains have the same parts. */
  private static void add(List<Bytes> parts, Bytes part) {
    parts.add(Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(part.size()).array()));
    parts.add(part);
  }
}
