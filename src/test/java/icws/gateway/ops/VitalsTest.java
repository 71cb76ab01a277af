package icws.gateway.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VitalsTest {

  @Test
  void nothingIsSaidWhileAllGoesOn() {
    Vitals vitals = new Vitals(Map.of("one", Optional::empty, "other", Optional::empty));
    assertEquals(List.of(), vitals.complaints());
  }

  @Test
  void whatIsWrongIsSaidInWordsAndSoIsWhatCannotBeAsked() {
    assertEquals(
        List.of("it has stopped"),
        new Vitals(Map.of("one", Optional::empty, "other", () -> Optional.of("it has stopped")))
            .complaints());
    Vitals broken =
        new Vitals(
            Map.of(
                "the heart",
                () -> {
                  throw new NoClassDefFoundError("of/a/Test");
                }));
    assertEquals(
        List.of("the heart cannot be looked at: java.lang.NoClassDefFoundError: of/a/Test"),
        broken.complaints());
  }
}
