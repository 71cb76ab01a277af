package icws.ic.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.Sha256;
import icws.ic.cbor.CborException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is cut from a tree certifies the same, and shows one value. */
class WitnessTreeTest {

  private static final Bytes NAME = Bytes.utf8("websocket");

  private static Bytes key(int number) {
    return Bytes.utf8("key_%020d".formatted(number));
  }

  private static HashTree entry(int number) {
    return new HashTree.Labeled(key(number), new HashTree.Leaf(Sha256.hash(key(number))));
  }

  private static HashTree.Pruned hidden(HashTree part) {
    return new HashTree.Pruned(part.digest());
  }

  /** Entries in a tree of any form, between them some that are hidden. */
  private static HashTree level(Random chance, List<HashTree> entries) {
    if (entries.size() == 1) {
      return entries.get(0);
    }
    int middle = 1 + chance.nextInt(entries.size() - 1);
    return new HashTree.Fork(
        level(chance, entries.subList(0, middle)),
        level(chance, entries.subList(middle, entries.size())));
  }

  private static HashTree tree(Random chance, int size) {
    List<HashTree> entries = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      entries.add(chance.nextInt(4) == 0 ? hidden(entry(i)) : entry(i));
    }
    HashTree below = new HashTree.Labeled(NAME, level(chance, entries));
    HashTree beside = new HashTree.Labeled(Bytes.utf8("before"), new HashTree.Leaf(Bytes.EMPTY));
    return new HashTree.Fork(beside, below);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void whatIsCutShowsOneValueUnderTheSameRootHash(long seed) {
    Random chance = new Random(seed);
    HashTree whole = tree(chance, 1 + chance.nextInt(60));
    WitnessTree witnesses = new WitnessTree(whole.encode());
    for (Bytes shown : whole.labelsAt(NAME)) {
      HashTree cut = HashTree.decode(witnesses.showing(NAME, shown));
      assertEquals(witnesses.digest(), cut.digest());
      assertEquals(new Lookup.Found(Sha256.hash(shown)), cut.lookup(NAME, shown));
      assertEquals(List.of(shown), cut.labelsAt(NAME));
      assertEquals(List.of(NAME), cut.labelsAt());
    }
  }

  @Test
  void whatItShowsIsWhatItWasMadeOf() {
    HashTree tree = entry(1);
    WitnessTree witnesses = new WitnessTree(tree.encode());
    assertEquals(tree, witnesses.tree());
    assertEquals(tree.encode(), witnesses.cbor());
    assertEquals(tree.digest(), witnesses.digest());
    assertEquals(tree.encode(), witnesses.showing(key(1)));
    assertEquals(tree.encode(), witnesses.showing());
  }

  @Test
  void behindTheLastLabelThatIsShownIsADigest() {
    HashTree tree = new HashTree.Labeled(NAME, entry(2));
    WitnessTree witnesses = new WitnessTree(tree.encode());
    assertEquals(
        new HashTree.Labeled(NAME, hidden(entry(2))),
        HashTree.decode(witnesses.showing(NAME, key(1))));
    assertEquals(hidden(tree), HashTree.decode(witnesses.showing(key(2))));
    assertEquals(tree.digest(), witnesses.digest());
  }

  @Test
  void ofFiftyMessagesEachGetsLessThanASixthOfTheTree() {
    List<HashTree> entries = IntStream.range(0, 50).mapToObj(WitnessTreeTest::entry).toList();
    WitnessTree witnesses = new WitnessTree(new HashTree.Labeled(NAME, balanced(entries)).encode());
    for (int i = 0; i < 50; i++) {
      assertTrue(6 * witnesses.showing(NAME, key(i)).size() < witnesses.cbor().size());
    }
  }

  private static HashTree balanced(List<HashTree> entries) {
    int middle = entries.size() / 2;
    return middle == 0
        ? entries.get(0)
        : new HashTree.Fork(
            balanced(entries.subList(0, middle)),
            balanced(entries.subList(middle, entries.size())));
  }

  @Test
  void whatIsNoTreeIsRefusedWhenItIsReadAndNoEarlier() {
    WitnessTree witnesses = new WitnessTree(Bytes.utf8("tree"));
    assertEquals(Bytes.utf8("tree"), witnesses.cbor());
    assertThrows(CborException.class, witnesses::digest);
    assertThrows(CborException.class, () -> witnesses.showing(NAME));
  }
}
