package icws.devnet.http;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborMap;
import icws.ic.identity.RequestId;
import java.util.List;
import java.util.Optional;

/**
 * A request as it came, read and not yet verified.
 *
 * @param content what the sender asks for and has signed
 * @param requestId the hash of the content
 * @param expiryNanos nanoseconds since 1970-01-01
 * @param publicKeyDer whose signature it is, where it has one
 */
record Envelope(
    CborMap content,
    Bytes requestId,
    Principal sender,
    long expiryNanos,
    Optional<Bytes> publicKeyDer,
    Optional<Bytes> signature,
    List<SenderDelegation> delegations) {

  private static final int MAX_NONCE_BYTES = 32;

  /** A link of the chain from the sender's key to the key that signed the request. */
  record SenderDelegation(CborMap delegation, Bytes signature) {
    Bytes publicKeyDer() {
      return delegation.bytes("pubkey");
    }

    long expirationNanos() {
      return delegation.unsigned64("expiration");
    }

    /** The canisters it is limited to; empty where it is not limited. */
    Optional<List<Principal>> targets() {
      return delegation.has("targets")
          ? Optional.of(
              delegation.list("targets", Bytes.class).stream().map(Principal::of).toList())
          : Optional.empty();
    }
  }

  /**
   * Reads the body of a request.
   *
   * @param requestType what {@code request_type} must be at this endpoint
   * @throws CborException where a field is missing or of another type
   * @throws RefusedException where it is not a request of this type
   */
  static Envelope read(Bytes body, String requestType) {
    CborMap envelope = CborMap.read(body);
    CborMap content = envelope.map("content");
    if (!content.text("request_type").equals(requestType)) {
      throw RefusedException.badRequest(
          "request_type is '"
              + content.text("request_type")
              + "'; this endpoint takes '"
              + requestType
              + "'");
    }
    if (content
        .optionalBytes("nonce")
        .filter(nonce -> nonce.size() > MAX_NONCE_BYTES)
        .isPresent()) {
      throw RefusedException.badRequest("nonce has more than " + MAX_NONCE_BYTES + " bytes");
    }
    return new Envelope(
        content,
        RequestId.of(content),
        principal(content, "sender"),
        content.unsigned64("ingress_expiry"),
        envelope.optionalBytes("sender_pubkey"),
        envelope.optionalBytes("sender_sig"),
        envelope.list("sender_delegation", CborMap.class).stream()
            .map(link -> new SenderDelegation(link.map("delegation"), link.bytes("signature")))
            .toList());
  }

  /** A principal of the content. */
  static Principal principal(CborMap content, String field) {
    try {
      return Principal.of(content.bytes(field));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          RefusedException.BAD_REQUEST, field + " is not a principal: " + e.getMessage(), e);
    }
  }
}
