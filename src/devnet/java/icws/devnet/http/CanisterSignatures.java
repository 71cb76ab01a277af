package icws.devnet.http;

import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.Sha256;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborReader;
import icws.ic.certificate.HashTree;
import icws.ic.certificate.Lookup;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Signatures of canisters, which this network's subnet certifies (IC interface specification,
 * "Canister signatures"). Thread-safe.
 */
final class CanisterSignatures {
  private static final ASN1ObjectIdentifier ALGORITHM =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.56387.1.2");
  private static final Bytes STATE_ROOT = Sha256.domain("ic-state-root");

  private final SubnetKeys keys;

  CanisterSignatures(SubnetKeys keys) {
    this.keys = keys;
  }

  /** Whether a canister signs for the holder of this key. */
  static boolean isMadeFor(Bytes publicKeyDer) {
    try {
      return SubjectPublicKeyInfo.getInstance(publicKeyDer.toByteArray())
          .getAlgorithm()
          .getAlgorithm()
          .equals(ALGORITHM);
    } catch (IllegalArgumentException | IllegalStateException e) {
      return false;
    }
  }

  /**
   * Checks a signature.
   *
   * @param publicKeyDer one that {@link #isMadeFor} knows
   */
  boolean verifies(Bytes publicKeyDer, Bytes message, Bytes signature) {
    Bytes raw =
        Bytes.wrap(
            SubjectPublicKeyInfo.getInstance(publicKeyDer.toByteArray())
                .getPublicKeyData()
                .getOctets());
    int seedAt = 1 + raw.at(0);
    Bytes canister = raw.slice(1, seedAt);
    Bytes seed = raw.slice(seedAt, raw.size());
    try {
      Map<String, Bytes> parts = items(signature);
      HashTree tree = HashTree.decode(required(parts, "tree"));
      return isCertified(bytes(required(parts, "certificate")), canister, tree.digest())
          && isFound(
              tree.lookup(Bytes.utf8("sig"), Sha256.hash(seed), Sha256.hash(message)), Bytes.EMPTY);
    } catch (CborException | IndexOutOfBoundsException e) {
      throw new RefusedException(
          RefusedException.BAD_REQUEST, "Invalid canister signature: " + e.getMessage(), e);
    }
  }

  private boolean isCertified(Bytes certificate, Bytes canister, Bytes data) {
    Map<String, Bytes> parts = items(certificate);
    HashTree state = HashTree.decode(required(parts, "tree"));
    return keys.verifiesAsSubnet(
            Bytes.concat(STATE_ROOT, state.digest()), bytes(required(parts, "signature")))
        && isFound(
            state.lookup(Bytes.utf8("canister"), canister, Bytes.utf8("certified_data")), data);
  }

  private static boolean isFound(Lookup lookup, Bytes value) {
    return lookup.equals(new Lookup.Found(value));
  }

  /** The items of a map, each as its CBOR. */
  private static Map<String, Bytes> items(Bytes map) {
    return CborReader.read(
        map,
        in -> {
          Map<String, Bytes> items = new TreeMap<>();
          in.map(key -> items.put(key, in.raw()));
          return items;
        });
  }

  private static Bytes required(Map<String, Bytes> items, String key) {
    Bytes item = items.get(key);
    if (item == null) {
      throw new CborException("field " + key + " is missing");
    }
    return item;
  }

  private static Bytes bytes(Bytes item) {
    return CborReader.read(item, CborReader::bytes);
  }
}
