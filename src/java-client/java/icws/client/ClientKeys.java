package icws.client;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.ic4j.types.Principal;

/**
 * A client's Ed25519 key pair, made and used by the JDK's own provider; it signs in its own name or
 * in that of another key, which has delegated to it. Thread-safe.
 */
public final class ClientKeys implements ClientIdentity {
  private static final int RAW_KEY_BYTES = 32;
  private static final Duration LIFETIME = Duration.ofHours(1);

  /** A delegation for all canisters, from one key to the next. */
  public static final class Link {
    final byte[] publicKey;
    final long expirationNanos;
    final byte[] signature;

    /**
     * @param publicKey the one that may sign, DER
     * @param expirationNanos until when, in nanoseconds since 1970
     * @param signature by the key before, over the hash of the other two
     */
    public Link(byte[] publicKey, long expirationNanos, byte[] signature) {
      this.publicKey = publicKey.clone();
      this.expirationNanos = expirationNanos;
      this.signature = signature.clone();
    }
  }

  private final KeyPair pair;
  private final byte[] senderKey;
  private final List<Link> chain;

  private ClientKeys(KeyPair pair, byte[] senderKey, List<Link> chain) {
    this.pair = pair;
    this.senderKey = senderKey;
    this.chain = chain;
  }

  /** New keys, that sign in their own name. */
  public static ClientKeys generate() {
    KeyPair pair = pair();
    return new ClientKeys(pair, pair.getPublic().getEncoded(), List.of());
  }

  /**
   * Keys that sign for another key for an hour, as after logging in.
   *
   * @param senderKey the other key, DER-encoded
   * @param signer makes its signatures
   */
  public static ClientKeys delegated(byte[] senderKey, UnaryOperator<byte[]> signer) {
    KeyPair pair = pair();
    byte[] publicKey = pair.getPublic().getEncoded();
    long expirationNanos = Duration.ofMillis(System.currentTimeMillis()).plus(LIFETIME).toNanos();
    byte[] signature =
        signer.apply(
            RequestHash.delegatedBytes(Map.of("pubkey", publicKey, "expiration", expirationNanos)));
    return new ClientKeys(
        pair, senderKey, List.of(new Link(publicKey, expirationNanos, signature)));
  }

  private static KeyPair pair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** The 32 bytes of the public key: the end of its DER form. */
  public byte[] rawPublicKey() {
    byte[] der = pair.getPublic().getEncoded();
    return Arrays.copyOfRange(der, der.length - RAW_KEY_BYTES, der.length);
  }

  /** The key in whose name the pair signs: its own, or the one that has delegated to it. */
  @Override
  public byte[] derPublicKey() {
    return senderKey;
  }

  /** The delegations from the sender's key to the pair's. */
  @Override
  public List<Link> chain() {
    return chain;
  }

  /** In whose name the pair signs, as the network calls it. */
  @Override
  public Principal principal() {
    return Principal.selfAuthenticating(senderKey);
  }

  @Override
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
