package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.UntrustedException;
import icws.ic.UntrustedException.Reason;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborMap;
import java.util.Optional;
import java.util.Set;

/**
 * What the canister that signs for a sender says about him, for the canister that is called
 * (interface specification, "Request: Call", {@code sender_info}).
 *
 * @param info what it says
 * @param signer who says it
 * @param signature the canister's, over {@link #signedBytes}
 */
public record SenderInfo(Bytes info, Principal signer, Bytes signature) {

  private static final Bytes DOMAIN = Sha256.domain("ic-sender-info");
  private static final Set<String> FIELDS = Set.of("info", "signer", "sig");

  /**
   * What a request's content has of it.
   *
   * @throws CborException if that is malformed
   */
  public static Optional<SenderInfo> of(CborMap content) {
    return content.optionalMap("sender_info").map(SenderInfo::read);
  }

  private static SenderInfo read(CborMap map) {
    map.requireOnly(FIELDS);
    return new SenderInfo(map.bytes("info"), map.principal("signer"), map.bytes("sig"));
  }

  /** What the canister signs, domain separator included. */
  public Bytes signedBytes() {
    return Bytes.concat(DOMAIN, info);
  }

  /**
   * Whoever says it must be the canister that signs for the sender.
   *
   * @param senderKey the sender's
   * @throws UntrustedException if that is not a key of the signer's
   */
  void requireSigner(Bytes senderKey) {
    if (CanisterKey.ofDer(senderKey).filter(key -> key.canister().equals(signer)).isEmpty()) {
      throw new UntrustedException(
          Reason.SIGNATURE, "sender_info is not of the canister that signs for the sender");
    }
  }
}
