/**
 * A client of both protocols that shares no code with the gateway: its CBOR is Jackson's, its
 * Candid and its request hashes are its own, it signs with the JDK. For tests, by the hundred. It
 * takes ic4j's identities and mapped types as well.
 *
 * <p>May import nothing else of {@code icws}.
 */
@NullMarked
package icws.client;

import org.jspecify.annotations.NullMarked;
