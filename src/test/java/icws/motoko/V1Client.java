package icws.motoko;

import icws.ic.candid.CandidValue;
import icws.ic.identity.Ed25519Identity;
import java.util.Map;

/**
 * A client of protocol v1.
 *
 * @param nonce the number that it chose for its connection
 */
record V1Client(Ed25519Identity identity, long nonce) {

  /** The client key in Candid. */
  CandidValue key() {
    return CandidValue.record(
        Map.of(
            "client_principal", CandidValue.principal(identity.principal()),
            "client_nonce", CandidValue.nat64(nonce)));
  }

  /** What canisters call it in their reasons. */
  String name() {
    return "client " + identity.principal();
  }
}
