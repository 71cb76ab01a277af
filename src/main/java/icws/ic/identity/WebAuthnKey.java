package icws.ic.identity;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import icws.ic.Bytes;
import icws.ic.Sha256;
import icws.ic.UntrustedException;
import icws.ic.UntrustedException.Reason;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborKind;
import icws.ic.cbor.CborReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/**
 * The key of a Web Authentication credential: its authenticator does not sign a message itself but
 * a statement, made by the browser, that has the message as its challenge (interface specification,
 * "Web Authentication"). Immutable and thread-safe.
 */
record WebAuthnKey(CoseKey key) implements PublicKey {

  /** What a SubjectPublicKeyInfo with a COSE key in it names as its algorithm. */
  static final ASN1ObjectIdentifier ALGORITHM = new ASN1ObjectIdentifier("1.3.6.1.4.1.56387.1.1");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // Strangers' names are not kept for the next time.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /**
   * Reads a COSE key.
   *
   * @throws UntrustedException if it is not one of those that {@link CoseKey} knows
   */
  static WebAuthnKey ofCose(Bytes cose) {
    try {
      return new WebAuthnKey(CoseKey.read(cose));
    } catch (CborException | IllegalArgumentException e) {
      throw new UntrustedException(
          Reason.MALFORMED, "not a key for Web Authentication: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean verifies(Bytes message, Bytes signature) {
    try {
      Assertion assertion = CborReader.read(signature, Assertion::new);
      return challenge(assertion.clientData).equals(message)
          && key.verifies(
              Bytes.concat(assertion.authenticatorData, Sha256.hash(assertion.clientData)),
              assertion.signature);
    } catch (CborException | IOException | IllegalArgumentException e) {
      throw new UntrustedException(
          Reason.MALFORMED, "malformed Web Authentication signature: " + e.getMessage(), e);
    }
  }

  /** The message that the browser was asked to have signed; empty if it does not say. */
  private static Bytes challenge(Bytes clientData) throws IOException {
    String json = new String(clientData.toByteArray(), StandardCharsets.UTF_8);
    Bytes challenge = Bytes.EMPTY;
    try (JsonParser in = JSON.createParser(json)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = in.currentName().equals("challenge");
        if (in.nextToken() == JsonToken.VALUE_STRING && found) {
          challenge = Bytes.wrap(Base64.getUrlDecoder().decode(in.getText()));
        }
        in.skipChildren();
      }
      boolean whole = in.currentToken() == JsonToken.END_OBJECT && in.nextToken() == null;
      return whole ? challenge : Bytes.EMPTY;
    }
  }

  /** What a signature is made of: what was signed, and the authenticator's signature itself. */
  private static final class Assertion {
    private Bytes authenticatorData = Bytes.EMPTY;
    private Bytes clientData = Bytes.EMPTY;
    private Bytes signature = Bytes.EMPTY;

    Assertion(CborReader in) {
      in.map(key -> field(key, in));
    }

    private void field(String key, CborReader in) {
      switch (key) {
        case "authenticator_data" -> authenticatorData = in.bytes();
        // A text, says the specification; the network takes bytes as well, and clients send both.
        case "client_data_json" ->
            clientData = in.peek() == CborKind.TEXT ? Bytes.utf8(in.text()) : in.bytes();
        case "signature" -> signature = in.bytes();
        default -> in.skip();
      }
    }
  }
}
