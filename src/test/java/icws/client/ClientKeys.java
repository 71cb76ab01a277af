package icws.client;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import org.ic4j.types.Principal;

/** A client's Ed25519 key pair, made and used by the JDK's own provider. Thread-safe. */
public final class ClientKeys implements ClientIdentity {
  private static final int RAW_KEY_BYTES = 32;

  private final KeyPair pair;
  private final Principal principal;

  private ClientKeys(KeyPair pair) {
    this.pair = pair;
    this.principal = Principal.selfAuthenticating(pair.getPublic().getEncoded());
  }

  public static ClientKeys generate() {
    try {
      return new ClientKeys(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** The 32 bytes of the public key: the end of its DER form. */
  public byte[] rawPublicKey() {
    byte[] der = derPublicKey();
    return Arrays.copyOfRange(der, der.length - RAW_KEY_BYTES, der.length);
  }

  @Override
  public byte[] derPublicKey() {
    return pair.getPublic().getEncoded();
  }

  @Override
  public Principal principal() {
    return principal;
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
