package icws.ic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalTest {

  @ParameterizedTest
  @CsvSource({
    "'', aaaaa-aa",
    "04, 2vxsx-fae",
    "abcd01, em77e-bvlzu-aq",
    "00000000000000010101, rrkah-fqaaa-aaaaa-aaaaq-cai",
    "efcdab000000000001, 2chl6-4hpzw-vqaaa-aaaaa-c"
  })
  void publishedTextFormsAreReadAndWritten(String hex, String text) {
    Principal principal = Principal.of(Bytes.ofHex(hex));

    assertEquals(text, principal.toString());
    assertEquals(principal, Principal.parse(text));
  }

  @Test
  void everyLengthSurvivesTheTextForm() {
    Random random = new Random(1);
    for (int size = 0; size <= Principal.MAX_BYTES; size++) {
      for (int lastByte = 0; lastByte < 256; lastByte++) {
        byte[] raw = new byte[size];
        random.nextBytes(raw);
        if (size > 0) {
          raw[size - 1] = (byte) lastByte;
        }
        Principal principal = Principal.of(Bytes.wrap(raw));
        assertEquals(principal, Principal.parse(principal.toString()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "aaaaa",
        "aaaaa-ab",
        "AAAAA-AB",
        "aaaaaaa",
        "aaaaa--aa",
        "aaaaa-aa-",
        " aaaaa-aa",
        "rrkah-fqaaa-aaaaa-aaaaq-caj",
        "rrkah-fqaaa-aaaaa-aaaaq-ca",
        "rrkah-fqaaa-aaaaa-aaaaq-cai-",
        "rrkahfqaaaaaaaaaaaaqcai",
        "not a principal",
        "1!!!!-??",
        "ünico-de",
        "\u212Aai", // Kelvin's sign, a k in lower case
        "aaaaa-aa="
      })
  void whatIsNotCanonicalTextIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Principal.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RRKAH-FQAAA-AAAAA-AAAAQ-CAI",
        "Rrkah-fqaaa-aaaaa-aaaaq-cai",
        "rrkah-FQAAA-aaaaa-AAAAQ-cai"
      })
  void lettersAreReadInEitherCaseAndWrittenInLowerCase(String text) {
    Principal principal = Principal.parse(text);

    assertEquals(Bytes.ofHex("00000000000000010101"), principal.raw());
    assertEquals("rrkah-fqaaa-aaaaa-aaaaq-cai", principal.toString());
    assertEquals(Principal.MANAGEMENT, Principal.parse("AAAAA-AA"));
  }

  @ParameterizedTest
  @CsvSource({
    "00000000000000010101, true",
    "aa02, true",
    "0102030401, true",
    "'', false",
    "04, false",
    "0404, true",
    "7f, false",
    "aabb7f, false"
  })
  void onlySomeFormsCanBeCanisters(String hex, boolean can) {
    assertEquals(can, Principal.of(Bytes.ofHex(hex)).canBeCanister());
  }

  @Test
  void whoHasAKeyIsNoCanister() {
    assertFalse(Principal.selfAuthenticating(Bytes.of(1)).canBeCanister());
    assertFalse(Principal.of(Bytes.ofHex("00".repeat(28) + "03")).canBeCanister());
    assertTrue(Principal.of(Bytes.ofHex("00".repeat(28) + "01")).canBeCanister());
  }

  @Test
  void textOfMoreThanTwentyNineBytesIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Principal.parse("a".repeat(64)));
    assertThrows(IllegalArgumentException.class, () -> Principal.of(Bytes.wrap(new byte[30])));
  }

  @Test
  void selfAuthenticatingPrincipalIsTheOneThatAnotherLibraryDerives() {
    Bytes der =
        Bytes.ofHex(
            "302a300506032b6570032100"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

    assertEquals(
        org.ic4j.types.Principal.selfAuthenticating(der.toByteArray()).toString(),
        Principal.selfAuthenticating(der).toString());
  }
}
