package icws.devnet.state;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import supranational.blst.BLST_ERROR;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2;
import supranational.blst.P2_Affine;
import supranational.blst.SecretKey;

/**
 * The keys of the one subnet, which is also the root subnet, and of its one node. All follow from a
 * seed: the same seed gives the same root key, subnet id and node id. Thread-safe.
 */
public final class SubnetKeys {
  private static final String SIGNATURE_SCHEME = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
  private static final Bytes BLS_DER_PREFIX =
      Bytes.ofHex("308182301d060d2b0601040182dc7c0503010201060c2b0601040182dc7c05030201036100");
  private static final Bytes ED25519_DER_PREFIX = Bytes.ofHex("302a300506032b6570032100");

  private final SecretKey subnetSecret = new SecretKey();
  private final P2_Affine subnetKey;
  private final Bytes rootKeyDer;
  private final Principal subnetId;
  private final Ed25519PrivateKeyParameters nodeSecret;
  private final Bytes nodeKeyDer;
  private final Principal nodeId;

  public SubnetKeys(String seed) {
    subnetSecret.keygen(derive("subnet", seed).toByteArray());
    subnetKey = new P2_Affine(new P2(subnetSecret));
    rootKeyDer = Bytes.concat(BLS_DER_PREFIX, Bytes.wrap(subnetKey.compress()));
    subnetId = Principal.selfAuthenticating(rootKeyDer);
    nodeSecret = new Ed25519PrivateKeyParameters(derive("node", seed).toByteArray(), 0);
    nodeKeyDer =
        Bytes.concat(ED25519_DER_PREFIX, Bytes.wrap(nodeSecret.generatePublicKey().getEncoded()));
    nodeId = Principal.selfAuthenticating(nodeKeyDer);
  }

  private static Bytes derive(String purpose, String seed) {
    return Sha256.hash(Sha256.domain("ic-local-network-" + purpose), Bytes.utf8(seed));
  }

  /** The BLS12-381 public key that certificates verify under, DER-encoded. */
  public Bytes rootKeyDer() {
    return rootKeyDer;
  }

  public Principal subnetId() {
    return subnetId;
  }

  public Principal nodeId() {
    return nodeId;
  }

  /** A boundary node's, by its number; it signs nothing. */
  public Principal boundaryNodeId(int number) {
    return Principal.selfAuthenticating(Bytes.concat(nodeKeyDer, Bytes.utf8("/" + number)));
  }

  /** The Ed25519 public key that query replies verify under, DER-encoded. */
  public Bytes nodeKeyDer() {
    return nodeKeyDer;
  }

  /** The subnet's BLS signature in G1, compressed: 48 bytes. */
  public Bytes signAsSubnet(Bytes message) {
    P1 point = new P1().hash_to(message.toByteArray(), SIGNATURE_SCHEME);
    return Bytes.wrap(point.sign_with(subnetSecret).compress());
  }

  /** Whether a signature over the message is the subnet's. */
  public boolean verifiesAsSubnet(Bytes message, Bytes signature) {
    try {
      return new P1_Affine(signature.toByteArray())
              .core_verify(subnetKey, true, message.toByteArray(), SIGNATURE_SCHEME)
          == BLST_ERROR.BLST_SUCCESS;
    } catch (RuntimeException notAPoint) {
      return false;
    }
  }

  /** The node's Ed25519 signature, 64 bytes. */
  public Bytes signAsNode(Bytes message) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, nodeSecret);
    signer.update(message.toByteArray(), 0, message.size());
    return Bytes.wrap(signer.generateSignature());
  }
}
