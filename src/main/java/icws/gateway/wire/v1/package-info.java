/**
 * Protocol v1, of the published SDK and CDKs: the client's frames are calls that it has signed for
 * its canister.
 *
 * <p>May import {@code icws.gateway.wire} and {@code icws.ic}.
 */
@NullMarked
package icws.gateway.wire.v1;

import org.jspecify.annotations.NullMarked;
