package icws.motoko;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.ic.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** SHA-2 of the library, against the examples published with FIPS 180 and against the JDK's. */
class Sha2Test {
  private static final Bytes ABC = Bytes.utf8("abc");
  private static final Bytes TWO_BLOCKS_256 =
      Bytes.utf8("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
  private static final Bytes TWO_BLOCKS_512 =
      Bytes.utf8(
          "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
              + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu");
  private static final Bytes MILLION_TIMES_A = Bytes.utf8("a".repeat(1_000_000));

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
  void sha256GivesThePublishedDigests() {
    assertEquals(
        List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        hex(library.sha256(wholes(Bytes.EMPTY, ABC, TWO_BLOCKS_256, MILLION_TIMES_A))));
  }

  @Test
  void sha512GivesThePublishedDigests() {
    assertEquals(
        List.of(
            "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
                + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
                + "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909",
            "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb"
                + "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b"),
        hex(library.sha512(wholes(Bytes.EMPTY, ABC, TWO_BLOCKS_512, MILLION_TIMES_A))));
  }

  @Test
  void everyLengthAroundTheBlocksAgreesWithTheJdk() throws NoSuchAlgorithmException {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
    List<Bytes> messages = IntStream.range(0, 270).mapToObj(Sha2Test::message).toList();

    assertEquals(
        messages.stream().map(m -> Bytes.wrap(sha256.digest(m.toByteArray()))).toList(),
        library.sha256(messages.stream().map(List::of).toList()));
    assertEquals(
        messages.stream().map(m -> Bytes.wrap(sha512.digest(m.toByteArray()))).toList(),
        library.sha512(messages.stream().map(List::of).toList()));
  }

  @Test
  void partsAreHashedAsTheirConcatenation() {
    Bytes whole = message(200);
    List<List<Bytes>> parts =
        IntStream.rangeClosed(0, whole.size())
            .mapToObj(at -> List.of(whole.slice(0, at), whole.slice(at, whole.size())))
            .toList();
    Bytes expected256 = library.sha256(wholes(whole)).get(0);
    Bytes expected512 = library.sha512(wholes(whole)).get(0);

    assertEquals(Set.of(expected256), Set.copyOf(library.sha256(parts)));
    assertEquals(Set.of(expected512), Set.copyOf(library.sha512(parts)));
  }

  private static List<List<Bytes>> wholes(Bytes... messages) {
    return List.of(messages).stream().map(List::of).toList();
  }

  private static List<String> hex(List<Bytes> digests) {
    return digests.stream().map(Bytes::hex).toList();
  }

  private static Bytes message(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return Bytes.wrap(bytes);
  }
}
