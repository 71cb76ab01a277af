package icws.motoko;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.agent.Outcome;
import icws.ic.candid.CandidValue;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits that an application may set, and those that keep its canister from being installed. */
class LimitsTest {
  private static final String POC = "withPocLimits";
  private static final String V1 = "withV1Limits";

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
  void smallestLimitsAreTaken() {
    assertInstanceOf(Outcome.Replied.class, library.tryQuery(POC, smallest(Map.of())));
    assertInstanceOf(Outcome.Replied.class, library.tryQuery(V1, smallest(Map.of())));
  }

  @ParameterizedTest
  @CsvSource({
    POC + ", messageBytes, 1500000",
    POC + ", heartbeatNanos, 86400000000000",
    POC + ", timeoutNanos, 86400000000000",
    POC + ", quietNanos, 86400000000000",
    POC + ", maxExpiryNanos, 31536000000000000",
    V1 + ", messageBytes, 1500000",
    V1 + ", acknowledgeNanos, 86400000000000"
  })
  void longestIsTaken(String method, String limit, long value) {
    Map<String, Long> changed = Map.of(limit, value);

    assertInstanceOf(Outcome.Replied.class, library.tryQuery(method, smallest(changed)));
  }

  @Test
  void defaultTermMayBeAsLongAsTheLongest() {
    Map<String, Long> changed = Map.of("expiryNanos", 5_000_000L, "maxExpiryNanos", 5_000_000L);

    assertInstanceOf(Outcome.Replied.class, library.tryQuery(POC, smallest(changed)));
  }

  @ParameterizedTest
  @CsvSource({
    POC + ", registrations, 0, 'is 0, it must be 1 or more'",
    POC + ", clients, 0, 'is 0, it must be 1 or more'",
    POC + ", messageBytes, 0, 'is 0, it must be 1 to 1_500_000'",
    POC + ", messageBytes, 1500001, 'is 1_500_001, it must be 1 to 1_500_000'",
    POC + ", queue.messages, 0, 'is 0, it must be 1 or more'",
    POC + ", queue.bytes, 0, 'is 0, it must be 1 or more'",
    POC + ", heartbeatNanos, 999999, 'is 999_999, it must be 1_000_000 to 86_400_000_000_000'",
    POC + ", quietNanos, 0, 'is 0, it must be 1_000_000 to 86_400_000_000_000'",
    POC + ", timeoutNanos, 0, 'is 0, it must be 1_000_000 to 86_400_000_000_000'",
    POC + ", expiryNanos, 999999, 'is 999_999, it must be 1_000_000 to 1_000_000'",
    POC + ", expiryNanos, 1000001, 'is 1_000_001, it must be 1_000_000 to 1_000_000'",
    POC + ", maxExpiryNanos, 0, 'is 0, it must be 1_000_000 to 31_536_000_000_000_000'",
    POC
        + ", maxExpiryNanos, 31536000000000001,"
        + " 'is 31_536_000_000_000_001, it must be 1_000_000 to 31_536_000_000_000_000'",
    V1 + ", clients, 0, 'is 0, it must be 1 or more'",
    V1 + ", gateways, 0, 'is 0, it must be 1 or more'",
    V1 + ", messageBytes, 1500001, 'is 1_500_001, it must be 1 to 1_500_000'",
    V1 + ", queue.messages, 0, 'is 0, it must be 1 or more'",
    V1 + ", queue.bytes, 0, 'is 0, it must be 1 or more'",
    V1 + ", acknowledgeNanos, 999999, 'is 999_999, it must be 1_000_000 to 86_400_000_000_000'",
    V1 + ", keepAliveNanos, 0, 'is 0, it must be 1_000_000 to 86_400_000_000_000'",
    V1
        + ", keepAliveNanos, 86400000000001,"
        + " 'is 86_400_000_000_001, it must be 1_000_000 to 86_400_000_000_000'",
  })
  void limitOutOfItsBoundsTrapsAndIsNamed(String method, String limit, long value, String why) {
    Outcome outcome = library.tryQuery(method, smallest(Map.of(limit, value)));

    Outcome.Rejected rejected = assertInstanceOf(Outcome.Rejected.class, outcome);
    assertEquals(Outcome.Rejected.CANISTER_ERROR, rejected.code());
    String message = "the limit " + limit + " " + why.replace("_", "");
    assertTrue(rejected.message().contains(message), rejected.message());
  }

  /** The smallest limits, of either protocol, but for those that are changed. */
  private static CandidValue smallest(Map<String, Long> changed) {
    Map<String, CandidValue> limits = new HashMap<>();
    for (String limit :
        new String[] {
          "registrations", "clients", "gateways", "messageBytes", "clockDifferenceNanos"
        }) {
      limits.put(limit, nat(changed, limit, 1));
    }
    for (String period :
        new String[] {
          "acknowledgeNanos",
          "keepAliveNanos",
          "heartbeatNanos",
          "timeoutNanos",
          "quietNanos",
          "expiryNanos",
          "maxExpiryNanos"
        }) {
      limits.put(period, nat(changed, period, 1_000_000));
    }
    limits.put(
        "queue",
        CandidValue.record(
            Map.of(
                "messages", nat(changed, "queue.messages", 1),
                "bytes", nat(changed, "queue.bytes", 1))));
    return CandidValue.record(limits);
  }

  private static CandidValue nat(Map<String, Long> changed, String limit, long least) {
    return CandidValue.nat(changed.getOrDefault(limit, least));
  }
}
