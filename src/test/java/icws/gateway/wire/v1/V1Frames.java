package icws.gateway.wire.v1;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.SdkFrame;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.identity.Envelope;
import icws.ic.identity.Identity;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

/** The frames of a client of protocol v1, signed at {@link SdkFrame#NOW}. */
public final class V1Frames {

  private V1Frames() {}

  public static Bytes opening(Identity signer, Principal canister, Principal gateway, long nonce) {
    return call(
        signer,
        canister,
        "ws_open",
        CandidValue.record(
            Map.of(
                "client_nonce", CandidValue.nat64(nonce),
                "gateway_principal", CandidValue.principal(gateway))));
  }

  public static Bytes message(Identity signer, Principal canister, Principal client, long nonce) {
    return message(signer, canister, client, nonce, "");
  }

  public static Bytes message(
      Identity signer, Principal canister, Principal client, long nonce, String text) {
    CandidValue key =
        CandidValue.record(
            Map.of(
                "client_principal", CandidValue.principal(client),
                "client_nonce", CandidValue.nat64(nonce)));
    return call(
        signer,
        canister,
        "ws_message",
        CandidValue.record(
            Map.of(
                "msg",
                CandidValue.record(
                    Map.of("client_key", key, "content", CandidValue.blob(Bytes.utf8(text)))))));
  }

  static Bytes call(Identity signer, Principal canister, String method, CandidValue argument) {
    return request("call", signer, canister, method, argument);
  }

  static Bytes request(
      String type, Identity signer, Principal canister, String method, CandidValue argument) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("request_type", type);
    content.put("canister_id", canister.raw());
    content.put("method_name", method);
    content.put("arg", Candid.encode(argument));
    content.put("sender", signer.principal().raw());
    content.put(
        "ingress_expiry",
        BigInteger.valueOf(SdkFrame.NOW.plusSeconds(60).getEpochSecond())
            .multiply(BigInteger.valueOf(1_000_000_000)));
    return frameOf(Envelope.sign(content, signer).encode());
  }

  static Bytes frameOf(Bytes envelope) {
    return Bytes.concat(Bytes.ofHex("d9d9f7a168656e76656c6f7065"), envelope);
  }
}
