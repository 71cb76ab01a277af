package icws.ic.identity;

import icws.ic.Bytes;
import java.util.List;

/**
 * A kind of keys whose signatures are quickly verified, told by how their DER begins, without
 * reading it.
 *
 * @param head what every key of the kind begins with
 * @param size of every key of the kind
 */
record QuickKey(Bytes head, int size) {

  private static final List<QuickKey> ALL =
      List.of(
          // Ed25519: RFC 8410, section 4.
          of("302a300506032b6570032100", 32),
          // ECDSA over P-256 and secp256k1, the point not compressed: RFC 5480, section 2.
          of("3059301306072a8648ce3d020106082a8648ce3d03010703420004", 64),
          of("3056301006072a8648ce3d020106052b8104000a03420004", 64));

  private static QuickKey of(String head, int rest) {
    Bytes bytes = Bytes.ofHex(head);
    return new QuickKey(bytes, bytes.size() + rest);
  }

  static boolean isOne(Bytes keyDer) {
    return ALL.stream().anyMatch(kind -> kind.fits(keyDer));
  }

  private boolean fits(Bytes keyDer) {
    return keyDer.size() == size && keyDer.startsWith(head);
  }
}
