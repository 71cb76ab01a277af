package icws.ic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A text is a principal's if it is what that principal is written as, in letters of either case,
 * and an illegal argument if not.
 */
@Tag("fuzz")
class PrincipalFuzzTest {

  static Stream<byte[]> seeds() {
    return Stream.of(
            "aaaaa-aa",
            "2vxsx-fae",
            "rrkah-fqaaa-aaaaa-aaaaq-cai",
            "RRKAH-FQAAA-AAAAA-AAAAQ-CAI",
            SdkFrame.ED25519.principal().toString())
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void parse(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      assertEquals(text.toLowerCase(Locale.ROOT), Principal.parse(text).toString());
    } catch (IllegalArgumentException refused) {
      Bytes raw = Bytes.wrap(Arrays.copyOf(input, Math.min(input.length, Principal.MAX_BYTES)));
      assertEquals(raw, Principal.parse(Principal.of(raw).toString()).raw());
    }
  }
}
