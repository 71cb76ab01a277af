package icws.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.bench.arena.Extent;
import icws.bench.arena.TargetLine;
import icws.bench.scenario.Scenario;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

  private static Options parse(String line) {
    return Options.parse(List.of(line.split(" ", -1)));
  }

  @Test
  void gatewaysAreAddressesOrWars() {
    List<TargetLine> gateways =
        parse("--gateway http://127.0.0.1:80/=theirs@42 --gateway old.war=old --gateway new.war")
            .gateways();
    assertEquals(
        List.of(
            new TargetLine("http://127.0.0.1:80/", "theirs", OptionalLong.of(42)),
            new TargetLine("old.war", "old", OptionalLong.empty()),
            new TargetLine("new.war", "this gateway", OptionalLong.empty())),
        gateways);
    assertFalse(gateways.get(0).isWar());
    assertTrue(gateways.get(1).isWar());
  }

  @Test
  void clockIsWhateverTheNetworkKnows() {
    assertEquals(List.of("instant"), Options.parse(List.of()).clocks());
    assertEquals(
        List.of("mainnet", "of mine"),
        Options.parse(List.of("--clock", "mainnet", "--clock", "of mine")).clocks());
  }

  @Test
  void scenariosAreAllOrThoseNamed() {
    assertEquals(Scenario.all().keySet(), Options.parse(List.of()).scenarios().keySet());
    assertEquals(Set.of("b", "e"), parse("--scenarios e,b").scenarios().keySet());
  }

  @Test
  void noScenarioHasMoreClientsThanAllowed() {
    Extent extent = parse("--clients 1000").extent("instant");
    assertArrayEquals(new int[] {0, 1_000}, extent.sizes(0, 1_000, 5_000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--scenarios z",
        "--rounds 0",
        "--rounds many",
        "--clients",
        "--what ever",
        "--gateway http://127.0.0.1=theirs@it"
      })
  void whatMakesNoSenseIsRefused(String line) {
    assertThrows(IllegalArgumentException.class, () -> parse(line));
  }
}
