package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertAll;

import icws.gateway.FaultCell.Loss;
import icws.gateway.FaultCell.Stage;
import icws.ic.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What becomes of a client when its canister is away or lies, for every trouble, at every stage of
 * its session's life, in both protocols.
 *
 * <p>When the trouble <b>passes</b>, all cells of the table are alike: the call or poll is made
 * again, the client is kept, no message is lost, doubled or out of order in either direction, and
 * {@code ws_close} is called once in the end. When it <b>lasts</b>, the canister's circuit opens,
 * and the table has the client's close code and whether {@code ws_close} reaches the canister
 * meanwhile ({@code told}), {@code later}, or {@code never} since it was not opened. In either case
 * a client of another canister is served all the while, unless the trouble is the whole network's.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class FaultTableTest {
  /** The trouble cannot strike there. */
  private static final String NONE = "-";

  private static final List<String> PROTOCOLS = List.of("poc", "v1");

  /** A canister for each cell of a row, since the cells are tried at the same time. */
  private record Place(String protocol, Stage stage, Principal canister) {}

  private final LocalNetwork network = LocalNetwork.start(0);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Place> places = new ArrayList<>();
  private final List<Principal> others = new ArrayList<>();

  @BeforeAll
  void installCanisters() {
    for (String protocol : PROTOCOLS) {
      for (Stage stage : Stage.values()) {
        // Clients of v1 sign their opening: nobody is asked who they are.
        if (protocol.equals("poc") || stage != Stage.AUTHENTICATING) {
          places.add(new Place(protocol, stage, network.installDemo()));
        }
      }
      others.add(network.installDemo());
    }
  }

  @AfterAll
  void stop() {
    threads.shutdownNow();
    network.close();
  }

  // Who a client is, a query tells; its answer has no certificate.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # trouble                   | AUTHENTICATING | OPENING    | MESSAGE    | POLLED     | LEAVING
          CONNECTION_REFUSED          | 1013 never     | 1013 later | 1013 later | 1013 later | left later
          CONNECT_TIMEOUT             | 1013 never     | 1013 later | 1013 later | 1013 later | left later
          ANSWER_TIMEOUT              | 1013 never     | 1013 told  | 1013 told  | 1013 told  | left later
          ANSWER_LOST                 | 1013 never     | 1013 told  | 1013 told  | 1013 told  | left told
          RESET                       | 1013 never     | 1013 told  | 1013 told  | 1013 told  | left later
          RESET_IN_REPLY              | 1013 never     | 1013 told  | 1013 told  | 1013 told  | left told
          HTTP_429                    | 1013 never     | 1013 told  | 1013 told  | 1013 told  | left later
          HTTP_500                    | 1013 never     | 1013 told  | 1013 told  | 1013 told  | left later
          HTTP_503                    | 1013 never     | 1013 told  | 1013 told  | 1013 told  | left later
          GARBAGE                     | 1013 never     | 1013 told  | 1013 told  | 1013 told  | left told
          TRUNCATED                   | 1013 never     | 1013 told  | 1013 told  | 1013 told  | left told
          TRUNCATED_CHUNKS            | 1013 never     | 1013 told  | 1013 told  | 1013 told  | left told
          OVERSIZE                    | 1013 never     | 1013 told  | 1013 told  | 1013 told  | left told
          ENDLESS                     | 1013 never     | 1013 told  | 1013 told  | 1013 told  | left told
          HUGE_LENGTH                 | 1013 never     | 1013 told  | 1013 told  | 1013 told  | left told
          WRONG_SHAPE                 | 1013 never     | 1013 told  | 1013 told  | 1013 told  | left told
          STALE_CERTIFICATE           | -              | 1013 told  | 1013 told  | 1013 told  | left told
          OTHER_CANISTERS_CERTIFICATE | -              | 1013 told  | 1013 told  | 1013 told  | left told
          WRONG_SIGNATURE             | -              | 1013 told  | 1013 told  | 1013 told  | left told
          """)
  void clientsAreKeptWhileThereIsHopeAndThenToldToComeAgain(
      Trouble trouble,
      String authenticating,
      String opening,
      String message,
      String polled,
      String leaving) {
    tryAll(trouble, losses(authenticating, opening, message, polled, leaving));
  }

  // One machine's word: nothing certifies it, so it is nobody's end, be it said once or for long.
  // HttpAgentTest has every status of HTTP; here is one of each kind, and those that were final
  // once.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # trouble                        | AUTHENTIC. | OPENING   | MESSAGE   | POLLED    | LEAVING
          NO_SUCH_CANISTER                 | 1013 never | 1013 told | 1013 told | 1013 told | left later
          NO_SUCH_CANISTER_WITHOUT_CODE    | 1013 never | 1013 told | 1013 told | 1013 told | left later
          NO_SUCH_CANISTER_AT_THE_BOUNDARY | 1013 never | 1013 told | 1013 told | 1013 told | left later
          NO_SUCH_METHOD                   | 1013 never | 1013 told | 1013 told | 1013 told | left later
          NO_SUCH_METHOD_AS_OF_OLD         | 1013 never | 1013 told | 1013 told | 1013 told | left later
          NO_MODULE                        | 1013 never | 1013 told | 1013 told | 1013 told | left later
          REJECTED                         | 1013 never | 1013 told | 1013 told | 1013 told | left later
          TRAPPED                          | 1013 never | 1013 told | 1013 told | 1013 told | left later
          TRAPPED_IT_SAYS                  | 1013 never | 1013 told | 1013 told | 1013 told | left told
          STOPPED                          | 1013 never | 1013 told | 1013 told | 1013 told | left later
          OTHER_TYPES                      | 1013 never | 1013 told | 1013 told | 1013 told | left later
          HTTP_301                         | 1013 never | 1013 told | 1013 told | 1013 told | left later
          HTTP_400                         | 1013 never | 1013 told | 1013 told | 1013 told | left later
          HTTP_404                         | 1013 never | 1013 told | 1013 told | 1013 told | left later
          HTTP_421                         | 1013 never | 1013 told | 1013 told | 1013 told | left later
          """)
  void whatNothingCertifiesIsNoReasonNotToComeBack(
      Trouble trouble,
      String authenticating,
      String opening,
      String message,
      String polled,
      String leaving) {
    tryAll(trouble, losses(authenticating, opening, message, polled, leaving));
    List<CompletableFuture<Void>> once = new ArrayList<>();
    for (Place place : places) {
      once.add(CompletableFuture.runAsync(() -> attemptOnce(trouble, place), threads));
    }
    assertAll(once.stream().map(FaultTableTest::outcome));
  }

  private static Map<Stage, String> losses(
      String authenticating, String opening, String message, String polled, String leaving) {
    return Map.of(
        Stage.AUTHENTICATING, authenticating,
        Stage.OPENING, opening,
        Stage.MESSAGE, message,
        Stage.POLLED, polled,
        Stage.LEAVING, leaving);
  }

  private void tryAll(Trouble trouble, Map<Stage, String> losses) {
    List<CompletableFuture<Void>> tried = new ArrayList<>();
    for (Place place : places) {
      String loss = losses.getOrDefault(place.stage(), NONE);
      if (!loss.equals(NONE)) {
        tried.add(CompletableFuture.runAsync(() -> attempt(trouble, place, loss(loss)), threads));
      }
    }
    assertAll(tried.stream().map(FaultTableTest::outcome));
  }

  private FaultCell cell(Trouble trouble, Place place) {
    return new FaultCell(
        network,
        place.canister(),
        others.get(PROTOCOLS.indexOf(place.protocol())),
        place.protocol(),
        place.stage(),
        trouble);
  }

  private void attemptOnce(Trouble trouble, Place place) {
    FaultCell cell = cell(trouble, place);
    try {
      cell.strikesOnce();
    } catch (Exception | AssertionError wrong) {
      throw new AssertionError(cell + " that strikes once: " + wrong.getMessage(), wrong);
    }
  }

  private void attempt(Trouble trouble, Place place, Loss loss) {
    FaultCell cell = cell(trouble, place);
    try {
      cell.passes();
    } catch (Exception | AssertionError wrong) {
      throw new AssertionError(cell + " that passes: " + wrong.getMessage(), wrong);
    }
    try {
      cell.lasts(loss);
    } catch (Exception | AssertionError wrong) {
      throw new AssertionError(cell + " that lasts: " + wrong.getMessage(), wrong);
    }
  }

  private static Executable outcome(CompletableFuture<Void> tried) {
    return () -> {
      try {
        tried.join();
      } catch (CompletionException e) {
        throw e.getCause() == null ? e : e.getCause();
      }
    };
  }

  /** As in {@code 1013 told}. */
  private static Loss loss(String cell) {
    String[] words = cell.split(" +", -1);
    int code = words[0].equals("left") ? 0 : Integer.parseInt(words[0]);
    return new Loss(code, words[1].equals("told"));
  }
}
