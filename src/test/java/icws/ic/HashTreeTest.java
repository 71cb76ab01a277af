package icws.ic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

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
}
