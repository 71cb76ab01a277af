package icws.devnet.replica;

import icws.ic.Bytes;
import icws.ic.Principal;
import java.nio.ByteBuffer;

/** The canister ids of this subnet: a number of eight bytes, then {@code 01 01}. */
public final class CanisterIds {
  /** How many there are. */
  public static final long COUNT = 1 << 21;

  private static final int BYTES = 10;

  private CanisterIds() {}

  public static Principal at(long number) {
    ByteBuffer raw = ByteBuffer.allocate(BYTES).putLong(number).put((byte) 1).put((byte) 1);
    return Principal.of(Bytes.wrap(raw.array()));
  }

  /** Whether this subnet is the one that has, or would have, this canister. */
  public static boolean contains(Principal id) {
    Bytes raw = id.raw();
    return raw.compareTo(at(0).raw()) >= 0
        && raw.compareTo(at(COUNT - 1).raw()) <= 0
        && raw.size() == BYTES;
  }
}
