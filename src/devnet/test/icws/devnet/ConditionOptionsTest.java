package icws.devnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.devnet.http.RequestLimit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionOptionsTest {
  private static Conditions of(String... options) {
    ConditionOptions all = new ConditionOptions();
    List<String> list = List.of(options);
    for (int i = 0; i < list.size(); i += 2) {
      assertTrue(ConditionOptions.has(list.get(i)), list.get(i));
      all.take(list.get(i), list.get(i + 1));
    }
    return all.conditions();
  }

  @Test
  void withoutOptionsTheNetworkAnswersAtOnce() {
    assertEquals(Conditions.none(), of());
    assertEquals(Conditions.none(), of("--clock", "instant"));
    assertFalse(ConditionOptions.has("--port"));
  }

  @Test
  void clockHasAllFiguresAndEachOptionChangesOne() {
    Conditions mainnet = Conditions.mainnet();

    assertEquals(mainnet, of("--clock", "mainnet"));
    assertEquals(mainnet.travel(Duration.ofMillis(20)), of("--clock", "mainnet", "--travel", "20"));
    assertEquals(
        mainnet.blockInterval(Duration.ofMillis(600)),
        of("--block-interval", "600", "--clock", "mainnet"));
    assertEquals(
        mainnet.certification(Duration.ofMillis(300)),
        of("--clock", "mainnet", "--certification", "300"));
    assertEquals(
        mainnet.limit(new RequestLimit(20, 30, Duration.ofSeconds(40))),
        of(
            "--clock",
            "mainnet",
            "--request-rate",
            "20",
            "--request-burst",
            "30",
            "--silence",
            "40"));
    assertEquals(
        mainnet.accessLogs(Duration.ofSeconds(9)), of("--clock", "mainnet", "--access-logs", "9"));
    assertEquals(mainnet.boundaryNodes(5), of("--clock", "mainnet", "--boundary-nodes", "5"));
    assertEquals(mainnet.seed(5), of("--clock", "mainnet", "--clock-seed", "5"));
    assertEquals(Conditions.none().travel(Duration.ofMillis(20)), of("--travel", "20"));
  }

  @Test
  void valuesThatCannotBeAreNamed() {
    assertEquals(
        "--clock takes mainnet or instant, not local",
        assertThrows(UsageException.class, () -> of("--clock", "local")).getMessage());
    assertEquals(
        "--travel takes 0 or more, not -1",
        assertThrows(UsageException.class, () -> of("--travel", "-1")).getMessage());
  }

  @Test
  void helpTellsOfEachOption() {
    for (String option : ConditionOptions.all()) {
      assertTrue(ConditionOptions.HELP.contains("  " + option + " "), option);
    }
  }
}
