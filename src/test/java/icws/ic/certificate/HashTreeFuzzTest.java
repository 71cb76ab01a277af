package icws.ic.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import icws.ic.Bytes;
import icws.ic.Sha256;
import icws.ic.cbor.CborException;
import icws.ic.cbor.Seeds;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Hash trees from anywhere are read or refused as CBOR; every label that is shown can be found. */
@Tag("fuzz")
class HashTreeFuzzTest {

  static Stream<byte[]> seeds() {
    HashTree tree =
        CertificateFixture.node(
            Map.of(
                "a", CertificateFixture.leaf(Bytes.ofHex("01")),
                "b", new HashTree.Pruned(Sha256.hash()),
                "c", CertificateFixture.node(Map.of("d", CertificateFixture.leaf(Bytes.EMPTY)))));
    return Stream.of(
            tree.encode(),
            new HashTree.Empty().encode(),
            Seeds.nested("83024161", HashTree.MAX_DEPTH, "8100"),
            Seeds.nested("83018100", HashTree.MAX_DEPTH, "8100"))
        .map(Bytes::toByteArray);
  }

  @MethodSource("seeds")
  @FuzzTest
  void decode(byte[] input) {
    HashTree tree;
    try {
      tree = HashTree.decode(Bytes.wrap(input));
    } catch (CborException refused) {
      return;
    }
    requireReadAgain(tree, input.length);
    WitnessTree witnesses = new WitnessTree(Bytes.wrap(input));
    assertEquals(tree.digest(), witnesses.digest());
    for (Bytes label : tree.labelsAt()) {
      HashTree below = HashTreeSearch.find(tree, List.of(label)).orElseThrow();
      assertEquals(below instanceof HashTree.Leaf, tree.lookup(label) instanceof Lookup.Found);
      assertEquals(tree.digest(), HashTree.decode(witnesses.showing(label)).digest());
    }
  }

  private static void requireReadAgain(HashTree tree, int size) {
    Bytes written = tree.encode();
    try {
      HashTree again = HashTree.decode(written);
      assertEquals(tree, again);
      assertEquals(tree.digest(), again.digest());
    } catch (CborException tooManyItemsForASmallerInput) {
      assertTrue(written.size() < size, "refused what was read before");
    }
  }
}
