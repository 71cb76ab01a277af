package icws.devnet.state;

import icws.ic.Bytes;
import java.io.ByteArrayOutputStream;

/** Unsigned LEB128, the form of natural numbers in the state tree. */
public final class Leb128 {
  private static final int GROUP_BITS = 7;
  private static final int MORE = 0x80;

  private Leb128() {}

  /** Encodes the 64 bits of {@code value} as an unsigned number, in its shortest form. */
  public static Bytes unsigned(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    while ((rest & -MORE) != 0) {
      out.write((int) (rest & (MORE - 1)) | MORE);
      rest >>>= GROUP_BITS;
    }
    out.write((int) rest);
    return Bytes.wrap(out.toByteArray());
  }
}
