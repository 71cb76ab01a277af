package icws.load;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.identity.Identity;
import icws.ic.identity.SignedDelegation;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.List;

/** A P-256 key pair, made and used by the JDK's own provider. Thread-safe. */
final class P256Identity implements Identity {
  private static final int BITS = 256;

  private final KeyPair pair;

  P256Identity() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(BITS);
      pair = generator.generateKeyPair();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  @Override
  public Principal principal() {
    return Principal.selfAuthenticating(publicKeyDer());
  }

  @Override
  public Bytes publicKeyDer() {
    return Bytes.wrap(pair.getPublic().getEncoded());
  }

  @Override
  public Bytes sign(Bytes message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(pair.getPrivate());
      signature.update(message.toByteArray());
      return Bytes.wrap(signature.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public List<SignedDelegation> delegations() {
    return List.of();
  }
}
