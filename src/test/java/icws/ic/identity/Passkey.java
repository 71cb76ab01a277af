package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.cbor.CborWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECPoint;
import java.util.Base64;
import java.util.List;

/**
 * An identity that signs as a browser and an authenticator do, with the JDK's cryptography: a key
 * in COSE form, and signatures over statements that have the message as their challenge.
 */
public final class Passkey implements Identity {
  /** {@code SEQUENCE { OID 1.3.6.1.4.1.56387.1.1 }}. */
  private static final String COSE_ALGORITHM = "300c060a2b0601040183b8430101";

  /** SHA-256 of the relying party's name, flags, a counter. */
  private static final Bytes AUTHENTICATOR_DATA = Bytes.ofHex("5a".repeat(32) + "0500000001");

  private final KeyPair pair;
  private final String algorithm;
  private final String cose;

  private Passkey(KeyPair pair, String algorithm, String cose) {
    this.pair = pair;
    this.algorithm = algorithm;
    this.cose = cose;
  }

  public static Passkey p256() {
    KeyPair pair = generate("EC", 256);
    ECPoint point = ((ECPublicKey) pair.getPublic()).getW();
    return new Passkey(
        pair,
        "SHA256withECDSA",
        "a5010203262001"
            + ("215820" + coordinate(point.getAffineX()))
            + ("225820" + coordinate(point.getAffineY())));
  }

  public static Passkey rsa(int bits) {
    KeyPair pair = generate("RSA", bits);
    return new Passkey(
        pair, "SHA256withRSA", rsaCose(((RSAPublicKey) pair.getPublic()).getModulus()));
  }

  /** The key of a modulus as a COSE map, in hex; it takes a minute to find a large one's primes. */
  static String rsaCose(BigInteger modulus) {
    int bytes = modulus.bitLength() / Byte.SIZE;
    return "a401030339010020"
        + String.format("59%04x%s", bytes, unsigned(modulus, bytes))
        + "2143010001";
  }

  /** A COSE key, in hex, in a SubjectPublicKeyInfo. */
  static Bytes der(String cose) {
    return Bytes.ofHex(sequence("30", COSE_ALGORITHM + sequence("03", "00" + cose)));
  }

  /** The key as a COSE map, in hex. */
  String cose() {
    return cose;
  }

  @Override
  public Principal principal() {
    return Principal.selfAuthenticating(publicKeyDer());
  }

  @Override
  public Bytes publicKeyDer() {
    return der(cose);
  }

  @Override
  public List<SignedDelegation> delegations() {
    return List.of();
  }

  @Override
  public Bytes sign(Bytes message) {
    return signClientData(clientData(message));
  }

  /** A genuine signature over client data that say anything at all. */
  Bytes signClientData(String clientData) {
    return assertion(clientData).text(clientData).toBytes();
  }

  /** As {@link #sign}, with the client data as bytes, which some clients send. */
  Bytes signWithBytes(Bytes message) {
    String clientData = clientData(message);
    return assertion(clientData).bytes(Bytes.utf8(clientData)).toBytes();
  }

  /** What a browser says that it had signed. */
  static String clientData(Bytes challenge) {
    return "{\"type\":\"webauthn.get\",\"challenge\":\""
        + Base64.getUrlEncoder().withoutPadding().encodeToString(challenge.toByteArray())
        + "\",\"origin\":\"https://app.example\",\"crossOrigin\":false}";
  }

  /** A signature up to the client data. */
  private CborWriter assertion(String clientData) {
    Bytes signed = Bytes.concat(AUTHENTICATOR_DATA, Sha256.hash(Bytes.utf8(clientData)));
    return new CborWriter()
        .selfDescribe()
        .map(3)
        .key("authenticator_data")
        .bytes(AUTHENTICATOR_DATA)
        .key("signature")
        .bytes(signature(signed))
        .key("client_data_json");
  }

  private Bytes signature(Bytes signed) {
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(pair.getPrivate());
      signer.update(signed.toByteArray());
      return Bytes.wrap(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair generate(String kind, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String coordinate(BigInteger number) {
    return unsigned(number, 32);
  }

  private static String unsigned(BigInteger number, int bytes) {
    return String.format("%0" + 2 * bytes + "x", number);
  }

  /** A DER item whose content is given in hex. */
  private static String sequence(String tag, String content) {
    int bytes = content.length() / 2;
    String length = String.format(bytes < 128 ? "%02x" : "82%04x", bytes);
    return tag + length + content;
  }
}
