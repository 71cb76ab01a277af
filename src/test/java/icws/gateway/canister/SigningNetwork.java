package icws.gateway.canister;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.cbor.CborWriter;
import icws.ic.certificate.CertificateVerifier;
import icws.ic.certificate.HashTree;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import supranational.blst.P1;
import supranational.blst.P2;
import supranational.blst.SecretKey;

/** A network of one subnet that certifies whatever a test asks for. */
final class SigningNetwork {

  private static final String SCHEME = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
  private static final Bytes DER_PREFIX =
      Bytes.ofHex("308182301d060d2b0601040182dc7c0503010201060c2b0601040182dc7c05030201036100");

  private final SecretKey secret = new SecretKey();

  SigningNetwork(String seed) {
    secret.keygen(Sha256.hash(Bytes.utf8(seed)).toByteArray());
  }

  private Bytes rootKeyDer() {
    return Bytes.concat(DER_PREFIX, Bytes.wrap(new P2(secret).compress()));
  }

  /** Verifies this network's certificates, at a time that stands still. */
  BatchVerifier verifierAt(Instant now) {
    return new BatchVerifier(
        new CertificateVerifier(
            rootKeyDer(), Clock.fixed(now, ZoneOffset.UTC), CertificateVerifier.DEFAULT_MAX_AGE));
  }

  /** The certificate of a canister's certified data at a time. */
  Bytes certify(Principal canister, Bytes certifiedData, Instant time) {
    HashTree tree =
        new HashTree.Fork(
            labeled(
                "canister",
                new HashTree.Labeled(
                    canister.raw(), labeled("certified_data", new HashTree.Leaf(certifiedData)))),
            labeled("time", new HashTree.Leaf(leb128(time))));
    Bytes message = Bytes.concat(Sha256.domain("ic-state-root"), tree.digest());
    P1 signature = new P1().hash_to(message.toByteArray(), SCHEME).sign_with(secret);
    return new CborWriter()
        .selfDescribe()
        .map(2)
        .key("tree")
        .raw(tree.encode())
        .key("signature")
        .bytes(Bytes.wrap(signature.compress()))
        .toBytes();
  }

  static HashTree labeled(String label, HashTree tree) {
    return new HashTree.Labeled(Bytes.utf8(label), tree);
  }

  private static Bytes leb128(Instant time) {
    BigInteger nanos =
        BigInteger.valueOf(time.getEpochSecond())
            .multiply(BigInteger.valueOf(1_000_000_000))
            .add(BigInteger.valueOf(time.getNano()));
    Bytes encoded = Bytes.EMPTY;
    do {
      int septet = nanos.intValue() & 0x7f;
      nanos = nanos.shiftRight(7);
      encoded = Bytes.concat(encoded, Bytes.of(nanos.signum() == 0 ? septet : septet | 0x80));
    } while (nanos.signum() != 0);
    return encoded;
  }
}
