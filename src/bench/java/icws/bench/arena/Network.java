package icws.bench.arena;

import icws.client.IcNetwork;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The network behind the gateways, with demo canisters for the taking. */
public interface Network extends AutoCloseable {
  /** How often it is looked whether it has settled. */
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

  /**
   * Waits until gateways have told canisters who has left.
   *
   * @param quiet for so long there has been no call then; where that is not counted, so long is
   *     waited
   */
  default void settle(Duration quiet) throws InterruptedException {
    Optional<Requests> before;
    int turns = 0;
    do {
      before = requests();
      // It has no way to call back.
      TimeUnit.MILLISECONDS.sleep(quiet.toMillis());
      turns++;
    } while (turns < MOST_TURNS && !calls(before).equals(calls(requests())));
  }

  private static Optional<Long> calls(Optional<Requests> requests) {
    return requests.map(Requests::calls);
  }

  @Override
  void close();
}
