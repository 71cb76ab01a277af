/**
 * Bytes in, values out: the frames on the socket and the Candid shapes of the canister's interface,
 * behind one small interface for each protocol, with the close codes that a client can be given.
 *
 * <p>May import {@code icws.gateway.log} and {@code icws.ic}; no other class of the gateway outside
 * this package and its protocols. No input or output, no state.
 */
@NullMarked
package icws.gateway.wire;

import org.jspecify.annotations.NullMarked;
