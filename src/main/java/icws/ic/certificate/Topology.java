package icws.ic.certificate;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.UntrustedException;
import icws.ic.UntrustedException.Reason;
import icws.ic.cbor.CborException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which canister ids the subnets of a network have, all of them (interface specification, "Subnet
 * information"). Immutable and thread-safe.
 */
public final class Topology {

  private static final Bytes SUBNET = Bytes.utf8("subnet");

  /** What has to be read of the root subnet's state, paths of labels. */
  public static final List<List<Bytes>> PATHS = List.of(List.of(SUBNET));

  /** Those of the root subnet. */
  private final List<CanisterRange> root;

  /** Those of any subnet. */
  private final List<CanisterRange> all;

  private Topology(List<CanisterRange> root, List<CanisterRange> all) {
    this.root = List.copyOf(root);
    this.all = List.copyOf(all);
  }

  /** Whether any subnet may have a canister. */
  public boolean knows(Principal canister) {
    return all.stream().anyMatch(range -> range.contains(canister));
  }

  /** Whether the root subnet may have a canister. */
  public boolean isOnRoot(Principal canister) {
    return root.stream().anyMatch(range -> range.contains(canister));
  }

  /**
   * Reads it from the root subnet's state.
   *
   * @param state what a certificate of the root subnet, once verified, shows at {@link #PATHS}
   * @param rootSubnet its id
   * @throws UntrustedException if a subnet, or one's canister ids, may be hidden
   * @throws CborException if ranges are malformed
   * @throws IllegalArgumentException if a subnet's label is too long for a principal
   */
  public static Topology of(HashTree state, Principal rootSubnet) {
    if (!state.showsAllAt(SUBNET)) {
      throw new UntrustedException(Reason.MALFORMED, "not all subnets are shown");
    }
    List<CanisterRange> all = new ArrayList<>();
    for (Bytes subnet : state.labelsAt(SUBNET)) {
      all.addAll(ranges(state, Principal.of(subnet)));
    }
    return new Topology(ranges(state, rootSubnet), all);
  }

  private static List<CanisterRange> ranges(HashTree state, Principal subnet) {
    Bytes ranges = Bytes.utf8("canister_ranges");
    boolean shown =
        state.lookup(SUBNET, subnet.raw(), ranges) instanceof Lookup.Found
            || state.showsAllAt(ranges, subnet.raw());
    if (!shown) {
      throw new UntrustedException(Reason.MALFORMED, "not all canister ids are shown");
    }
    return CanisterRange.of(state, subnet);
  }
}
