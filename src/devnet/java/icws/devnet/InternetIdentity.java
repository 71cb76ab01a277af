package icws.devnet;

import icws.devnet.state.Leb128;
import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.cbor.CborWriter;
import icws.ic.certificate.HashTree;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Signs for users as the canister of Internet Identity does: what it signs stands in a tree that
 * the network certifies (interface specification, "Canister signatures"). There is no such canister
 * on the network, only its signatures. Thread-safe.
 */
public final class InternetIdentity {
  /** A SubjectPublicKeyInfo up to the canister's id, its length in front, and a seed of 4 bytes. */
  private static final Bytes KEY_HEAD = Bytes.ofHex("3020300c060a2b0601040183b8430102031000");

  private static final Principal CANISTER = Principal.of(Bytes.ofHex("00000000000000070101"));
  private static final Bytes STATE_ROOT = Sha256.domain("ic-state-root");

  private final SubnetKeys keys;
  private final AtomicInteger users = new AtomicInteger();

  /**
   * @param keys of the network that certifies
   */
  public InternetIdentity(SubnetKeys keys) {
    this.keys = keys;
  }

  /** Makes a user that nobody else is. */
  public User register() {
    return new User(keys, users.incrementAndGet());
  }

  /** A user for whom the canister signs. */
  public static final class User {
    private final SubnetKeys keys;
    private final int number;
    private final Bytes seed;

    private User(SubnetKeys keys, int number) {
      this.keys = keys;
      this.number = number;
      this.seed = Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    /** The user's key, DER-encoded. */
    public Bytes publicKeyDer() {
      return Bytes.concat(KEY_HEAD, Bytes.of(CANISTER.raw().size()), CANISTER.raw(), seed);
    }

    /** A signature with a certificate of its own: no two users log in at the same moment. */
    public Bytes sign(Bytes message) {
      HashTree signatures =
          labeled(
              Bytes.utf8("sig"),
              labeled(
                  Sha256.hash(seed),
                  labeled(Sha256.hash(message), new HashTree.Leaf(Bytes.EMPTY))));
      return new CborWriter()
          .selfDescribe()
          .map(2)
          .key("certificate")
          .bytes(certificate(signatures.digest()))
          .key("tree")
          .raw(signatures.encode())
          .toBytes();
    }

    private Bytes certificate(Bytes certifiedData) {
      HashTree canister =
          labeled(
              CANISTER.raw(),
              labeled(Bytes.utf8("certified_data"), new HashTree.Leaf(certifiedData)));
      long nanos = System.currentTimeMillis() * 1_000_000 + number;
      HashTree state =
          new HashTree.Fork(
              labeled(Bytes.utf8("canister"), canister),
              labeled(Bytes.utf8("time"), new HashTree.Leaf(Leb128.unsigned(nanos))));
      return new CborWriter()
          .selfDescribe()
          .map(2)
          .key("tree")
          .raw(state.encode())
          .key("signature")
          .bytes(keys.signAsSubnet(Bytes.concat(STATE_ROOT, state.digest())))
          .toBytes();
    }

    private static HashTree labeled(Bytes label, HashTree below) {
      return new HashTree.Labeled(label, below);
    }
  }
}
