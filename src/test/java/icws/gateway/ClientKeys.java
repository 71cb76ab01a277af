package icws.gateway;

import icws.ic.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;

/** A client's Ed25519 key pair, made and used by the JDK's own provider. */
final class ClientKeys {
  private static final int RAW_KEY_BYTES = 32;

  private final KeyPair pair;

  private ClientKeys(KeyPair pair) {
    this.pair = pair;
  }

  static ClientKeys generate() {
    try {
      return new ClientKeys(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** The 32 bytes of the public key: the end of its DER form. */
  Bytes rawPublicKey() {
    byte[] der = pair.getPublic().getEncoded();
    return Bytes.copyOf(der, der.length - RAW_KEY_BYTES, der.length);
  }

  byte[] sign(byte[] message) {
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
