package icws.devnet.state;

import icws.ic.Bytes;

/**
 * Labels as bit strings whose order is the labels' order: each byte is nine bits, first one that
 * says there is a byte, then the byte. So a label sorts before every longer one that begins with
 * it.
 */
final class LabelBits {
  private static final int BITS_PER_BYTE = 9;

  private LabelBits() {}

  static boolean isSet(Bytes label, int position) {
    int index = position / BITS_PER_BYTE;
    int bit = position % BITS_PER_BYTE;
    if (index >= label.size()) {
      return false;
    }
    return bit == 0 || (label.at(index) >> (8 - bit) & 1) != 0;
  }

  /** Returns the first position where the labels differ, or -1 where they are equal. */
  static int firstDifference(Bytes one, Bytes other) {
    int common = Math.min(one.size(), other.size());
    for (int i = 0; i < common; i++) {
      int difference = (one.at(i) ^ other.at(i)) & 0xff;
      if (difference != 0) {
        return i * BITS_PER_BYTE + 1 + Integer.numberOfLeadingZeros(difference) - 24;
      }
    }
    return one.size() == other.size() ? -1 : common * BITS_PER_BYTE;
  }
}
