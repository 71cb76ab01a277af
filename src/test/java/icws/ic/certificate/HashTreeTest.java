package icws.ic.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import icws.ic.Bytes;
import icws.ic.Sha256;
import icws.ic.cbor.CborException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashTreeTest {

  /** The pruned example of the interface specification's "Certificate" section. */
  private static final Bytes PRUNED =
      Bytes.ofHex(
          "83018301830241618301820458201b4feff9bef8131788b0c9dc6dbad6e81e524249c879e9f10f71ce3749f5"
              + "a63883024179820345776f726c6483024162820458207b32ac0c6ba8ce35ac82c255fc7906f7fc130dab"
              + "2a090f80fe12f9c2cae83ba6830182045820ec8324b8a1f1ac16bd2e806edba78006479c9877fed4eb46"
              + "4a25485465af601d830241648203476d6f726e696e67");

  @Test
  void specificationsExampleHasItsPublishedRootHash() {
    assertEquals(
        "eb5c5b2195e62d996b84c9bcc8259d19a83786a2f59e0878cec84c811f669aa0",
        HashTree.decode(PRUNED).digest().hex());
  }

  @Test
  void specificationsExampleTellsFoundAbsentAndUnknownApart() {
    HashTree tree = HashTree.decode(PRUNED);

    assertEquals(new Lookup.Unknown(), tree.lookup(Bytes.utf8("a"), Bytes.utf8("a")));
    assertEquals(
        new Lookup.Found(Bytes.utf8("world")), tree.lookup(Bytes.utf8("a"), Bytes.utf8("y")));
    assertEquals(new Lookup.Absent(), tree.lookup(Bytes.utf8("aa")));
    assertEquals(new Lookup.Absent(), tree.lookup(Bytes.utf8("ax")));
    assertEquals(new Lookup.Unknown(), tree.lookup(Bytes.utf8("b")));
    assertEquals(new Lookup.Unknown(), tree.lookup(Bytes.utf8("bb")));
    assertEquals(new Lookup.Found(Bytes.utf8("morning")), tree.lookup(Bytes.utf8("d")));
    assertEquals(new Lookup.Absent(), tree.lookup(Bytes.utf8("e")));
  }

  @Test
  void encodingGivesTheBytesBack() {
    assertEquals("d9d9f7" + PRUNED.hex(), HashTree.decode(PRUNED).encode().hex());
  }

  @Test
  void leafTellsThatNothingIsBelowIt() {
    HashTree tree = labeled("a", leaf("x"));

    assertEquals(new Lookup.Absent(), tree.lookup(Bytes.utf8("a"), Bytes.utf8("b")));
    assertEquals(new Lookup.Found(Bytes.utf8("x")), leaf("x").lookup());
  }

  @Test
  void innerNodeIsNoValue() {
    HashTree tree = labeled("a", labeled("b", leaf("x")));

    assertEquals(new Lookup.Absent(), tree.lookup(Bytes.utf8("a")));
    assertEquals(new Lookup.Absent(), new HashTree.Empty().lookup());
    assertEquals(new Lookup.Unknown(), pruned().lookup());
  }

  @Test
  void prunedNeighbourHidesWhatMayBeInIt() {
    HashTree right = new HashTree.Fork(labeled("b", leaf("x")), pruned());
    HashTree left = new HashTree.Fork(pruned(), labeled("b", leaf("x")));
    HashTree middle =
        new HashTree.Fork(
            labeled("b", leaf("x")), new HashTree.Fork(pruned(), labeled("d", leaf("y"))));

    assertEquals(new Lookup.Absent(), right.lookup(Bytes.utf8("a")));
    assertEquals(new Lookup.Unknown(), right.lookup(Bytes.utf8("c")));
    assertEquals(new Lookup.Unknown(), left.lookup(Bytes.utf8("a")));
    assertEquals(new Lookup.Absent(), left.lookup(Bytes.utf8("c")));
    assertEquals(new Lookup.Unknown(), middle.lookup(Bytes.utf8("c")));
    assertEquals(new Lookup.Absent(), middle.lookup(Bytes.utf8("e")));
    assertEquals(new Lookup.Absent(), middle.lookup(Bytes.utf8("a")));
  }

  @Test
  void labelsAreComparedByteByByteAndWhole() {
    HashTree tree =
        new HashTree.Fork(
            new HashTree.Labeled(Bytes.ofHex("7f"), leaf("x")),
            new HashTree.Fork(
                new HashTree.Labeled(Bytes.ofHex("7f00"), leaf("y")),
                new HashTree.Labeled(Bytes.ofHex("80"), leaf("z"))));

    HashTree decoded = HashTree.decode(tree.encode());

    assertEquals(new Lookup.Found(Bytes.utf8("x")), decoded.lookup(Bytes.ofHex("7f")));
    assertEquals(new Lookup.Found(Bytes.utf8("y")), decoded.lookup(Bytes.ofHex("7f00")));
    assertEquals(new Lookup.Found(Bytes.utf8("z")), decoded.lookup(Bytes.ofHex("80")));
    assertEquals(new Lookup.Absent(), decoded.lookup(Bytes.ofHex("7f01")));
    assertEquals(new Lookup.Absent(), decoded.lookup(Bytes.EMPTY));
    assertEquals(
        List.of(Bytes.ofHex("7f"), Bytes.ofHex("7f00"), Bytes.ofHex("80")), decoded.labelsAt());
  }

  @Test
  void partsOfALevelAreToldFromLeftToRight() {
    HashTree.Fork level =
        new HashTree.Fork(
            new HashTree.Fork(labeled("a", leaf("x")), pruned()),
            new HashTree.Fork(new HashTree.Empty(), labeled("c", leaf("y"))));
    HashTree tree = labeled("top", level);

    assertEquals(
        List.of(labeled("a", leaf("x")), pruned(), labeled("c", leaf("y"))),
        tree.partsAt(Bytes.utf8("top")));
    assertEquals(List.of(tree), tree.partsAt());
    assertEquals(List.of(), tree.partsAt(Bytes.utf8("other")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "nothing, ''",
    "no array, 00",
    "no kind, 80",
    "unknown kind, 8105",
    "kind of 64 bits, 811bffffffffffffffff",
    "empty with a value, 820041aa",
    "fork of one, 82018100",
    "fork of three, 8401810081008100",
    "fork of bytes, 830141aa41aa",
    "label without a tree, 820241aa",
    "label that is a text, 830261618100",
    "leaf without a value, 8103",
    "leaf of two values, 830341aa41aa",
    "digest of 31 bytes, 8204581f00000000000000000000000000000000000000000000000000000000000000",
    "labels that decrease, 8301830241628100830241618100",
    "labels that repeat, 8301830241618100830241618100",
    "leaf beside a label, 8301820341aa830241618100",
    "two leaves, 8301820341aa820341bb",
    "unsorted below a label, 830241788301830241628100830241618100",
    "bytes after the tree, 810000",
    "kind that is a simple value, 81e0",
    "fork without an end, 8301",
    "pruned without a digest, 8104"
  })
  void whatIsNoWellFormedTreeIsRefused(String what, String hex) {
    assertThrows(CborException.class, () -> HashTree.decode(Bytes.ofHex(hex)), what);
  }

  @Test
  void depthIsLimited() {
    String label = "830241aa";

    assertEquals(1, HashTree.decode(Bytes.ofHex(label.repeat(256) + "8100")).labelsAt().size());
    assertThrows(
        CborException.class, () -> HashTree.decode(Bytes.ofHex(label.repeat(257) + "8100")));
    assertThrows(CborException.class, () -> HashTree.decode(Bytes.ofHex(label.repeat(100_000))));
  }

  private static HashTree labeled(String label, HashTree tree) {
    return new HashTree.Labeled(Bytes.utf8(label), tree);
  }

  private static HashTree leaf(String value) {
    return new HashTree.Leaf(Bytes.utf8(value));
  }

  private static HashTree pruned() {
    return new HashTree.Pruned(Sha256.hash());
  }
}
