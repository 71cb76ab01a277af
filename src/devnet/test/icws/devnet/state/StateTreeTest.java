package icws.devnet.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import icws.ic.Bytes;
import icws.ic.certificate.HashTree;
import icws.ic.certificate.Lookup;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StateTreeTest {
  private static List<Bytes> path(String... labels) {
    return Arrays.stream(labels).map(Bytes::utf8).toList();
  }

  private static StateTree tree(String... paths) {
    StateTree tree = StateTree.EMPTY;
    for (String path : paths) {
      tree = tree.with(path(path.split("/")), Bytes.utf8("value of " + path));
    }
    return tree;
  }

  private static Lookup lookup(HashTree witness, String... labels) {
    return witness.lookup(path(labels).toArray(Bytes[]::new));
  }

  private static final StateTree SAMPLE =
      tree("canister/a/data", "canister/c/data", "canister_ranges/s", "subnet/s/key", "time");

  @Test
  void emptyTreeHasTheDigestOfTheEmptyHashTree() {
    assertEquals(new HashTree.Empty().digest(), StateTree.EMPTY.digest());
  }

  @Test
  void everyWitnessHasTheTreesDigest() {
    for (List<Bytes> wanted :
        List.of(path("time"), path("canister"), path("canister", "b"), path("zzz"), path("a"))) {
      assertEquals(SAMPLE.digest(), SAMPLE.witness(List.of(wanted)).digest());
    }
  }

  @Test
  void witnessShowsWhatIsAskedForAndHidesTheRest() {
    HashTree witness = SAMPLE.witness(List.of(path("canister", "a"), path("time")));

    assertEquals(
        Optional.of(Bytes.utf8("value of canister/a/data")),
        lookup(witness, "canister", "a", "data").found());
    assertEquals(Optional.of(Bytes.utf8("value of time")), lookup(witness, "time").found());
    assertInstanceOf(Lookup.Unknown.class, lookup(witness, "canister", "c", "data"));
    assertInstanceOf(Lookup.Unknown.class, lookup(witness, "subnet", "s", "key"));
  }

  @Test
  void witnessProvesWhatIsNotThere() {
    for (String absent : List.of("b", "0", "d")) {
      HashTree witness = SAMPLE.witness(List.of(path("canister", absent, "data")));
      assertInstanceOf(Lookup.Absent.class, lookup(witness, "canister", absent, "data"));
    }
  }

  @Test
  void witnessOfAnAbsentPathDoesNotShowTheNeighboursValues() {
    HashTree witness = SAMPLE.witness(List.of(path("canister", "b")));

    assertInstanceOf(Lookup.Unknown.class, lookup(witness, "canister", "a", "data"));
  }

  @Test
  void labelThatBeginsWithAnotherIsNotShownBesideIt() {
    HashTree witness = SAMPLE.witness(List.of(path("canister", "a")));

    assertEquals(List.of(Bytes.utf8("canister")), witness.labelsAt());
  }

  @Test
  void removingRestoresTheDigestBefore() {
    StateTree more = SAMPLE.with(path("canister", "b", "data"), Bytes.utf8("x"));

    assertNotEquals(SAMPLE.digest(), more.digest());
    assertEquals(SAMPLE.digest(), more.without(path("canister", "b")).digest());
    assertEquals(SAMPLE.digest(), more.without(path("canister", "b", "data")).digest());
    assertEquals(SAMPLE.digest(), SAMPLE.without(path("canister", "b", "data")).digest());
  }

  @Test
  void randomLabelsBehaveAsASortedMap() {
    Random random = new Random(42);
    TreeMap<Bytes, Bytes> expected = new TreeMap<>();
    StateTree tree = StateTree.EMPTY;
    for (int step = 0; step < 2_000; step++) {
      byte[] raw = new byte[random.nextInt(4)];
      random.nextBytes(raw);
      for (int i = 0; i < raw.length; i++) {
        raw[i] &= 7;
      }
      Bytes label = Bytes.wrap(raw);
      if (random.nextInt(3) == 0) {
        expected.remove(label);
        tree = tree.without(List.of(label));
      } else {
        expected.put(label, Bytes.utf8("step " + step));
        tree = tree.with(List.of(label), Bytes.utf8("step " + step));
      }
      assertAgrees(expected, tree, label);
    }
    StateTree rebuilt = StateTree.EMPTY;
    for (Bytes label : expected.descendingKeySet()) {
      rebuilt = rebuilt.with(List.of(label), expected.getOrDefault(label, Bytes.EMPTY));
    }
    assertEquals(rebuilt.digest(), tree.digest());
  }

  private static void assertAgrees(Map<Bytes, Bytes> expected, StateTree tree, Bytes label) {
    HashTree witness = tree.witness(List.of(List.of(label)));
    assertEquals(tree.digest(), witness.digest());
    assertEquals(Optional.ofNullable(expected.get(label)), tree.get(List.of(label)));
    assertEquals(Optional.ofNullable(expected.get(label)), witness.lookup(label).found());
    if (!expected.containsKey(label)) {
      assertInstanceOf(Lookup.Absent.class, witness.lookup(label));
    }
  }
}
