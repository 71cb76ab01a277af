package icws.ic.certificate;

import icws.ic.Bytes;
import supranational.blst.BLST_ERROR;
import supranational.blst.P1_Affine;
import supranational.blst.P2_Affine;

/** Supranational's blst, as jblst packs it: a library of the machine's own code. */
final class BlstLibrary implements BlsLibrary {

  private BlstLibrary() {}

  /**
   * Unpacks the library into the temporary directory, and tries it.
   *
   * @throws LinkageError if this machine cannot load it
   * @throws IllegalStateException if it does not work
   */
  static BlstLibrary load() {
    if (!P2_Affine.generator().in_group()) {
      throw new IllegalStateException("it finds its own generator outside of the group");
    }
    return new BlstLibrary();
  }

  @Override
  public Key key(Bytes compressed) {
    P2_Affine point = new P2_Affine(compressed.toByteArray());
    if (point.is_inf() || !point.in_group()) {
      throw new IllegalArgumentException("not a point of the group");
    }
    return (message, signature) -> verifies(point, message, signature);
  }

  private static boolean verifies(P2_Affine key, Bytes message, Bytes signature) {
    P1_Affine signed;
    try {
      signed = new P1_Affine(signature.toByteArray());
    } catch (RuntimeException noPoint) {
      return false;
    }
    return !signed.is_inf()
        && signed.in_group()
        && signed.core_verify(key, true, message.toByteArray(), DOMAIN) == BLST_ERROR.BLST_SUCCESS;
  }
}
