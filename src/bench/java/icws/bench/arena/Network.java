package icws.bench.arena;

import icws.client.IcNetwork;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The network behind the gateways, with demo canisters for the taking. */
public interface Network extends AutoCloseable {
  /** The seconds that it may take to settle. */
  int MOST_TURNS = 120;

  URI url();

  /** The root key's DER, in hexadecimal. */
  String rootKeyHex();

  /** As clients know it. */
  IcNetwork asClientsKnowIt();

  /** A canister that no round has had, where there are any. */
  String freshCanister();

  /** So many canisters, the same ones whenever they are asked for. */
  List<String> canisters(int count);

  /** Its process, where it was started here. */
  OptionalLong pid();

  /** What it has been asked so far, where that is counted. */
  Optional<Requests> requests();

  /** Waits until nobody has called it for a second, or for a while where that is not counted. */
  default void settle() throws InterruptedException {
    Optional<Requests> before;
    int turns = 0;
    do {
      before = requests();
      // It has no way to call back.
      TimeUnit.SECONDS.sleep(1);
      turns++;
    } while (turns < MOST_TURNS && !calls(before).equals(calls(requests())));
  }

  private static Optional<Long> calls(Optional<Requests> requests) {
    return requests.map(Requests::calls);
  }

  @Override
  void close();
}
