package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.Principal;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 key pair (RFC 8032) that signs in its own name. */
public final class Ed25519Identity implements Identity {

  public static final int SEED_BYTES = 32;

  private static final Bytes DER_PREFIX = Bytes.ofHex("302a300506032b6570032100");

  private final Ed25519PrivateKeyParameters privateKey;
  private final Bytes publicKey;

  private Ed25519Identity(Ed25519PrivateKeyParameters privateKey) {
    this.privateKey = privateKey;
    this.publicKey = Bytes.wrap(privateKey.generatePublicKey().getEncoded());
  }

  /** An identity with a new key. */
  public static Ed25519Identity generate(SecureRandom random) {
    return new Ed25519Identity(new Ed25519PrivateKeyParameters(random));
  }

  /** The key pair of a seed, RFC 8032's private key, of {@value #SEED_BYTES} bytes. */
  public static Ed25519Identity ofSeed(Bytes seed) {
    if (seed.size() != SEED_BYTES) {
      throw new IllegalArgumentException("a seed has 32 bytes, not " + seed.size());
    }
    return new Ed25519Identity(new Ed25519PrivateKeyParameters(seed.toByteArray()));
  }

  /** The private key, for whoever writes it down. */
  Bytes seed() {
    return Bytes.wrap(privateKey.getEncoded());
  }

  /** The public key as its 32 bytes. */
  public Bytes rawPublicKey() {
    return publicKey;
  }

  @Override
  public Principal principal() {
    return Principal.selfAuthenticating(publicKeyDer());
  }

  @Override
  public Bytes publicKeyDer() {
    return Bytes.concat(DER_PREFIX, publicKey);
  }

  @Override
  public Bytes sign(Bytes message) {
    byte[] content = message.toByteArray();
    byte[] signature = new byte[Ed25519PrivateKeyParameters.SIGNATURE_SIZE];
    privateKey.sign(Ed25519.Algorithm.Ed25519, null, content, 0, content.length, signature, 0);
    return Bytes.wrap(signature);
  }

  @Override
  public List<SignedDelegation> delegations() {
    return List.of();
  }
}
