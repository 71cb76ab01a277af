package icws.motoko;

import icws.ic.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A published signature with its verdict.
 *
 * @param valid whether a strict verifier accepts it
 * @param comment what the vector is about
 */
record SignatureVector(boolean valid, LibraryCanister.Signature signature, String comment) {

  /** Reads a file beside this class: a vector a line, {@code #} before comments. */
  static List<SignatureVector> read(String file) {
    try (InputStream in = SignatureVector.class.getResourceAsStream(file)) {
      String text =
          new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.startsWith("#"))
          .map(SignatureVector::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  private static SignatureVector parse(String line) {
    String[] fields = line.split(" ", 5);
    return new SignatureVector(
        fields[0].equals("valid"),
        new LibraryCanister.Signature(bytes(fields[1]), bytes(fields[2]), bytes(fields[3])),
        fields[4]);
  }

  private static Bytes bytes(String hex) {
    return hex.equals("-") ? Bytes.EMPTY : Bytes.ofHex(hex);
  }
}
