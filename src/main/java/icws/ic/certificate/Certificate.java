package icws.ic.certificate;

import icws.ic.Bytes;
import icws.ic.CertifiedTime;
import icws.ic.Leb128;
import icws.ic.Principal;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborMap;
import icws.ic.cbor.CborReader;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/**
 * A certified part of the network's state (interface specification, "Certificate").
 *
 * <p>Only {@link CertificateVerifier#verify} makes a certificate something to rely on; {@link
 * #decode} alone proves nothing.
 *
 * @param tree the part of the state
 * @param signature over the tree's root hash
 * @param delegation from the root key to the signing subnet; empty if the root key signed
 * @param time that the tree says it is, nanoseconds kept
 */
public record Certificate(
    HashTree tree, Bytes signature, Optional<SubnetDelegation> delegation, Instant time) {

  /**
   * The root subnet's word for another subnet.
   *
   * @param subnet whose key it is about
   * @param certificate the CBOR of the certificate that holds the key
   */
  public record SubnetDelegation(Principal subnet, Bytes certificate) {}

  /**
   * Reads a certificate without verifying it.
   *
   * @throws CborException if the bytes are not a certificate with a time
   */
  public static Certificate decode(Bytes cbor) {
    return CborReader.read(cbor, in -> new Parts().read(in));
  }

  /** What the certified state has at a path of labels. */
  public Lookup lookup(Bytes... path) {
    return tree.lookup(path);
  }

  private static Instant time(HashTree tree) {
    if (!(tree.lookup(Bytes.utf8("time")) instanceof Lookup.Found found)) {
      throw new CborException("the certificate shows no time");
    }
    try {
      long nanos = Leb128.readUnsigned64(found.value());
      return CertifiedTime.instant(new BigInteger(Long.toUnsignedString(nanos)));
    } catch (IllegalArgumentException e) {
      throw new CborException("the certificate's time is not a number", e);
    }
  }

  /** The fields of a certificate on their way in. */
  private static final class Parts {
    private Optional<HashTree> tree = Optional.empty();
    private Optional<Bytes> signature = Optional.empty();
    private Optional<SubnetDelegation> delegation = Optional.empty();

    Certificate read(CborReader in) {
      in.map(key -> field(key, in));
      HashTree root = tree.orElseThrow(() -> new CborException("field tree is missing"));
      return new Certificate(
          root,
          signature.orElseThrow(() -> new CborException("field signature is missing")),
          delegation,
          time(root));
    }

    private void field(String key, CborReader in) {
      switch (key) {
        case "tree" -> tree = Optional.of(HashTreeCodec.read(in));
        case "signature" -> signature = Optional.of(in.bytes());
        case "delegation" -> delegation = in.optional(Parts::delegation);
        default -> in.skip();
      }
    }

    private static SubnetDelegation delegation(CborReader in) {
      CborMap map = CborMap.read(in);
      return new SubnetDelegation(map.principal("subnet_id"), map.bytes("certificate"));
    }
  }
}
