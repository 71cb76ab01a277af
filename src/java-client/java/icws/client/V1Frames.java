package icws.client;

import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.ic4j.types.Principal;

/** The frames of protocol v1 as the published SDK makes them: calls that the client has signed. */
final class V1Frames {
  private static final Duration LIFETIME = Duration.ofMinutes(4);
  private static final int NONCE_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private V1Frames() {}

  /**
   * The frame of a call.
   *
   * @param sender whom the call names as its sender, with the sender's public key
   * @param signer who signs it; somebody else makes a forgery
   */
  static byte[] call(
      String canister,
      ClientIdentity sender,
      ClientIdentity signer,
      String method,
      byte[] argument) {
    Map<String, Object> content = content(canister, sender.principal(), method, argument);
    byte[] signature = signer.sign(RequestHash.signedBytes(content));
    List<ClientKeys.Link> chain = sender.chain();
    return frame(
        chain.isEmpty() ? 3 : 4,
        envelope -> {
          Cbor.mapField(envelope, "content", content.size(), fields -> write(content, fields));
          if (!chain.isEmpty()) {
            write(chain, envelope);
          }
          envelope.writeBinaryField("sender_pubkey", sender.derPublicKey());
          envelope.writeBinaryField("sender_sig", signature);
        });
  }

  private static void write(List<ClientKeys.Link> chain, CBORGenerator envelope)
      throws IOException {
    envelope.writeFieldName("sender_delegation");
    envelope.writeStartArray(null, chain.size());
    for (ClientKeys.Link link : chain) {
      envelope.writeStartObject(null, 2);
      Cbor.mapField(
          envelope,
          "delegation",
          2,
          delegation -> {
            delegation.writeBinaryField("pubkey", link.publicKey);
            delegation.writeNumberField("expiration", link.expirationNanos);
          });
      envelope.writeBinaryField("signature", link.signature);
      envelope.writeEndObject();
    }
    envelope.writeEndArray();
  }

  /** The frame of a call that nobody has signed. */
  static byte[] anonymousCall(String canister, String method, byte[] argument) {
    Map<String, Object> content = content(canister, Principal.anonymous(), method, argument);
    return frame(
        1,
        envelope ->
            Cbor.mapField(envelope, "content", content.size(), fields -> write(content, fields)));
  }

  private static byte[] frame(int fields, Cbor.Fields envelope) {
    return Cbor.map(1, frame -> Cbor.mapField(frame, "envelope", fields, envelope));
  }

  private static Map<String, Object> content(
      String canister, Principal sender, String method, byte[] argument) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    long expiryMillis = System.currentTimeMillis() + LIFETIME.toMillis();
    return Map.of(
        "arg",
        argument,
        "canister_id",
        Principal.fromString(canister).getValue(),
        "ingress_expiry",
        expiryMillis * 1_000_000,
        "method_name",
        method,
        "nonce",
        nonce,
        "request_type",
        "call",
        "sender",
        sender.getValue());
  }

  private static void write(Map<String, Object> content, CBORGenerator fields) throws IOException {
    for (Map.Entry<String, Object> field : content.entrySet()) {
      fields.writeObjectField(field.getKey(), field.getValue());
    }
  }
}
