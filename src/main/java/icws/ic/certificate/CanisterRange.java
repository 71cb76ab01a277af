package icws.ic.certificate;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborReader;
import java.util.ArrayList;
import java.util.List;

/** The canister ids from {@code first} to {@code last}, both included. */
record CanisterRange(Bytes first, Bytes last) {

  boolean contains(Principal canister) {
    return first.compareTo(canister.raw()) <= 0 && canister.raw().compareTo(last) <= 0;
  }

  /**
   * The ranges that a delegation's tree shows for a subnet, in the older layout (one leaf below the
   * subnet) and in the newer one (leaves below {@code canister_ranges}, by the first id of each).
   *
   * @throws CborException if a leaf holds no ranges
   */
  static List<CanisterRange> of(HashTree tree, Principal subnet) {
    List<CanisterRange> ranges = new ArrayList<>();
    Bytes below = Bytes.utf8("canister_ranges");
    tree.lookup(Bytes.utf8("subnet"), subnet.raw(), below)
        .found()
        .ifPresent(leaf -> ranges.addAll(decode(leaf)));
    for (HashTree part : tree.partsAt(below, subnet.raw())) {
      if (part instanceof HashTree.Labeled start && start.tree() instanceof HashTree.Leaf leaf) {
        ranges.addAll(decode(leaf.value()));
      }
    }
    return List.copyOf(ranges);
  }

  private static List<CanisterRange> decode(Bytes cbor) {
    return CborReader.read(
        cbor,
        in -> {
          List<CanisterRange> ranges = new ArrayList<>();
          in.array(() -> ranges.add(decodeOne(in)));
          return ranges;
        });
  }

  private static CanisterRange decodeOne(CborReader in) {
    List<Bytes> ends = new ArrayList<>(2);
    in.array(() -> ends.add(in.bytes()));
    if (ends.size() != 2) {
      throw new CborException("a canister range with " + ends.size() + " ends");
    }
    return new CanisterRange(ends.get(0), ends.get(1));
  }
}
