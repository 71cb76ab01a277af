package icws.motoko;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.Sha256;
import icws.ic.certificate.HashTree;
import icws.ic.certificate.Lookup;
import icws.motoko.LibraryCanister.CertifiedRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The certified map of the library: what its hash trees prove. */
class CertifiedMapTest {
  @SuppressWarnings("NullAway.Init")
  private static LibraryCanister library;

  @BeforeAll
  static void install() {
    library = new LibraryCanister();
  }

  @AfterAll
  static void close() {
    library.close();
  }

  @Test
  void emptyMapHasTheDigestOfTheEmptyTree() {
    CertifiedRange range = library.certify(List.of(), List.of(), key(0), key(9));

    assertEquals(new HashTree.Empty().digest(), range.digest());
    assertEquals(range.digest(), HashTree.decode(range.witness()).digest());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomRangeOfARandomMapIsProvedAndNothingElseIsShown(int seed) {
    Random random = new Random(seed);
    List<Bytes> inserted = shuffledKeys(random, 150);
    List<Bytes> removed = new ArrayList<>(inserted.subList(0, random.nextInt(150)));
    Collections.shuffle(removed, random);
    int from = random.nextInt(140);
    Bytes first = key(from);
    Bytes last = key(from + random.nextInt(150 - from));
    NavigableSet<Bytes> left = new TreeSet<>(inserted);
    left.removeAll(removed);

    CertifiedRange range = library.certify(inserted, removed, first, last);

    HashTree witness = HashTree.decode(range.witness());
    assertEquals(range.digest(), witness.digest());
    assertEquals(List.copyOf(left.subSet(first, true, last, true)), range.keys());
    assertEquals(range.keys(), witness.labelsAt());
    for (Bytes key : range.keys()) {
      assertEquals(new Lookup.Found(Sha256.hash(key)), witness.lookup(key));
    }
  }

  @Test
  void ascendingKeysMakeABalancedTree() {
    List<Bytes> keys = IntStream.range(0, 300).mapToObj(CertifiedMapTest::key).toList();

    CertifiedRange whole = library.certify(keys, List.of(), key(0), key(299));
    CertifiedRange half = library.certify(keys, keys.subList(0, 150), key(0), key(299));

    assertTrue(whole.height() <= 11, () -> "height " + whole.height()); // 1.44 log2(302)
    assertTrue(half.height() <= 10, () -> "height " + half.height());
    assertEquals(keys.subList(150, 300), half.keys());
  }

  @Test
  void insertingAKeyAgainOrRemovingAStrangerChangesNothing() {
    List<Bytes> keys = List.of(key(1), key(2), key(3));

    CertifiedRange once = library.certify(keys, List.of(), key(0), key(9));
    CertifiedRange again =
        library.certify(List.of(key(1), key(2), key(3), key(2)), List.of(key(7)), key(0), key(9));

    assertEquals(once, again);
  }

  private static List<Bytes> shuffledKeys(Random random, int count) {
    List<Bytes> keys =
        new ArrayList<>(IntStream.range(0, count).mapToObj(CertifiedMapTest::key).toList());
    Collections.shuffle(keys, random);
    return keys;
  }

  private static Bytes key(int number) {
    return Bytes.utf8(String.format(Locale.ROOT, "key_%020d", number));
  }
}
