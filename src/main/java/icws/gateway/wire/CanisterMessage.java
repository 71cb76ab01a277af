package icws.gateway.wire;

import icws.ic.Bytes;
import java.util.Optional;

/**
 * One message from a canister to a client.
 *
 * @param client whom it is for
 * @param key its key in the certified tree
 * @param nonce its unsigned number in the gateway's queue at the canister, the last part of the key
 * @param stamp its number and date, as the content has them; empty if it has none
 * @param content what the tree certifies by its SHA-256; shares the reply's memory
 */
public record CanisterMessage(
    ClientKey client, String key, long nonce, Optional<Stamp> stamp, Bytes content) {}
