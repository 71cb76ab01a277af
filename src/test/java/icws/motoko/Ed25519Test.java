package icws.motoko;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.ic.Bytes;
import icws.ic.identity.Ed25519Identity;
import icws.motoko.LibraryCanister.Signature;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ed25519 of the library, against published vectors and against the JDK's. */
class Ed25519Test {
  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  /** y of the points of small order: of 1, 2 and 4, and of the two pairs of order 8. */
  private static final List<BigInteger> SMALL_ORDER_Y =
      List.of(
          BigInteger.ONE,
          P.subtract(BigInteger.ONE),
          BigInteger.ZERO,
          new BigInteger("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16),
          new BigInteger("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16));

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

  @ParameterizedTest
  @ValueSource(strings = {"ed25519-rfc8032.txt", "ed25519-wycheproof.txt", "ed25519-speccheck.txt"})
  void publishedSignaturesGetTheirVerdict(String file) {
    List<SignatureVector> vectors = SignatureVector.read(file);
    List<Boolean> verdicts =
        library.verify(vectors.stream().map(SignatureVector::signature).toList());

    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      if (verdicts.get(i) != vectors.get(i).valid()) {
        wrong.add(vectors.get(i).comment());
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void randomSignaturesAndTheirDamagedCopiesGetTheJdksVerdict() throws GeneralSecurityException {
    Random random = new Random(20260102);
    List<Signature> signatures = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Signature signature = signed(random, i);
      signatures.add(signature);
      signatures.add(damaged(signature, random));
    }

    List<Boolean> expected = new ArrayList<>();
    for (Signature signature : signatures) {
      expected.add(jdkAccepts(signature));
    }
    assertEquals(300, Collections.frequency(expected, true));
    assertEquals(expected, library.verify(signatures));
  }

  @Test
  void malleableSignatureIsRefused() {
    Signature good = signed(new Random(1), 32);
    Bytes r = good.signature().slice(0, 32);
    BigInteger s = number(good.signature().slice(32, 64));
    Signature plusOrder = with(good, Bytes.concat(r, encoded(s.add(ORDER))));
    Signature plusTwice = with(good, Bytes.concat(r, encoded(s.add(ORDER.shiftLeft(1)))));

    assertEquals(List.of(true, false, false), library.verify(List.of(good, plusOrder, plusTwice)));
  }

  @Test
  void signatureOrKeyOfAnotherLengthIsRefused() {
    Signature good = signed(new Random(2), 10);
    Bytes longer = Bytes.concat(good.signature(), Bytes.ofHex("00"));
    Bytes key = good.key();

    assertEquals(
        List.of(false, false, false, false, false),
        library.verify(
            List.of(
                with(good, longer),
                with(good, longer.slice(0, 63)),
                with(good, Bytes.EMPTY),
                new Signature(key.slice(0, 31), good.message(), good.signature()),
                new Signature(Bytes.concat(key, key), good.message(), good.signature()))));
  }

  @Test
  void keyOfSmallOrderIsRefusedInEachEncoding() {
    List<Bytes> keys =
        SMALL_ORDER_Y.stream()
            .flatMap(y -> Stream.of(y, y.add(P)))
            .filter(y -> y.bitLength() <= 255)
            .flatMap(y -> Stream.of(encoded(y), encoded(y.setBit(255))))
            .toList();
    assertEquals(14, keys.size());
    assertEquals(Collections.nCopies(14, false), library.isKey(keys));

    // With R the identity and S zero the equation holds for every message under these keys.
    Bytes forged = Bytes.concat(encoded(BigInteger.ONE), encoded(BigInteger.ZERO));
    assertEquals(
        Collections.nCopies(14, false),
        library.verify(
            keys.stream().map(key -> new Signature(key, Bytes.utf8("any"), forged)).toList()));
  }

  @Test
  void keyThatIsNoPointOrNotReducedIsRefused() {
    Bytes noPoint = encoded(BigInteger.TWO);
    Bytes three = encoded(BigInteger.valueOf(3));
    Bytes threeNotReduced = encoded(P.add(BigInteger.valueOf(3)));

    assertEquals(
        List.of(false, true, false), library.isKey(List.of(noPoint, three, threeNotReduced)));
  }

  private static Signature signed(Random random, int size) {
    byte[] seed = new byte[Ed25519Identity.SEED_BYTES];
    random.nextBytes(seed);
    byte[] message = new byte[size];
    random.nextBytes(message);
    Ed25519Identity identity = Ed25519Identity.ofSeed(Bytes.wrap(seed));
    Bytes content = Bytes.wrap(message);
    return new Signature(identity.rawPublicKey(), content, identity.sign(content));
  }

  /** One bit of the signature's 512 changed. */
  private static Signature damaged(Signature signature, Random random) {
    byte[] bytes = signature.signature().toByteArray();
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return with(signature, Bytes.wrap(bytes));
  }

  private static Signature with(Signature signature, Bytes other) {
    return new Signature(signature.key(), signature.message(), other);
  }

  private static boolean jdkAccepts(Signature signature) throws GeneralSecurityException {
    Bytes der = Bytes.concat(Bytes.ofHex("302a300506032b6570032100"), signature.key());
    PublicKey key =
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der.toByteArray()));
    java.security.Signature verifier = java.security.Signature.getInstance("Ed25519");
    verifier.initVerify(key);
    verifier.update(signature.message().toByteArray());
    try {
      return verifier.verify(signature.signature().toByteArray());
    } catch (java.security.SignatureException e) {
      return false; // how the JDK says that a point or S is out of range
    }
  }

  private static BigInteger number(Bytes littleEndian) {
    return new BigInteger(1, reversed(littleEndian.toByteArray()));
  }

  private static Bytes encoded(BigInteger number) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = number.shiftRight(8 * i).byteValue();
    }
    return Bytes.wrap(bytes);
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] result = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      result[i] = bytes[bytes.length - 1 - i];
    }
    return result;
  }
}
