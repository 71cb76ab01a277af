/**
 * The PoC protocol: registered numeric client ids, frames signed with the client's Ed25519 key.
 *
 * <p>May import {@code icws.gateway.wire}, {@code icws.ic} and BouncyCastle's Ed25519.
 */
@NullMarked
package icws.gateway.wire.poc;

import org.jspecify.annotations.NullMarked;
