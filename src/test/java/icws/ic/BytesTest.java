package icws.ic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BytesTest {

  @Test
  void contentDecidesEqualityAndHashWhereverItLies() {
    Bytes whole = Bytes.ofHex("00010203");
    Bytes slice = whole.slice(1, 3);

    assertEquals(Bytes.ofHex("0102"), slice);
    assertEquals(Bytes.ofHex("0102").hashCode(), slice.hashCode());
    assertNotEquals(whole, slice);
  }

  @Test
  void copiesDoNotSeeLaterWritesToTheirSource() {
    byte[] array = {1, 2, 3};
    Bytes copy = Bytes.copyOf(array);
    Bytes fromBuffer = Bytes.copyOf(ByteBuffer.wrap(array));
    array[0] = 9;

    assertEquals(Bytes.ofHex("010203"), copy);
    assertEquals(Bytes.ofHex("010203"), fromBuffer);
  }

  @Test
  void orderIsLexicographicOnUnsignedBytes() {
    assertTrue(Bytes.ofHex("7f").compareTo(Bytes.ofHex("80")) < 0);
    assertTrue(Bytes.ofHex("01").compareTo(Bytes.ofHex("0100")) < 0);
    assertTrue(Bytes.EMPTY.compareTo(Bytes.ofHex("00")) < 0);
  }

  @Test
  void slicesOutsideOfTheBytesAreRefused() {
    Bytes bytes = Bytes.ofHex("00010203").slice(1, 3);

    assertThrows(IndexOutOfBoundsException.class, () -> bytes.slice(0, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> bytes.at(2));
    assertThrows(IndexOutOfBoundsException.class, () -> bytes.at(-1));
  }

  @Test
  void prefixesMatchOnlyWhole() {
    Bytes bytes = Bytes.ofHex("ff010203").slice(1, 4);

    assertTrue(bytes.startsWith(Bytes.ofHex("0102")));
    assertTrue(bytes.startsWith(Bytes.EMPTY));
    assertFalse(bytes.startsWith(Bytes.ofHex("0103")));
    assertFalse(bytes.startsWith(Bytes.ofHex("01020304")));
  }

  @Test
  void textIsReadStrictly() {
    assertEquals("aé\uFFFD", Bytes.utf8("aé\uFFFD").toUtf8());
    assertThrows(IllegalArgumentException.class, () -> Bytes.ofHex("61ff").toUtf8());
    assertThrows(IllegalArgumentException.class, () -> Bytes.ofHex("c080").toUtf8());
    assertThrows(IllegalArgumentException.class, () -> Bytes.ofHex("eda080").toUtf8());
  }

  @Test
  void viewsAreReadOnly() {
    ByteBuffer view = Bytes.ofHex("000102").slice(1, 3).asByteBuffer();

    assertEquals(2, view.remaining());
    assertTrue(view.isReadOnly());
  }
}
