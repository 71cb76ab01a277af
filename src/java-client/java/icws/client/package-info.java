/**
 * The client in Java, of both protocols: {@link icws.client.IcWebSocket}. It speaks the JDK's types
 * and ic4j's: identities, principals and mapped types.
 *
 * <p>What makes and reads frames shares no code with the gateway, which is tested by it: its CBOR
 * is Jackson's, its Candid and its request hashes are its own, it signs with the JDK. The agent's
 * packages, {@code icws.ic}, verify certificates and register clients; nothing else of {@code icws}
 * is imported.
 */
@NullMarked
package icws.client;

import org.jspecify.annotations.NullMarked;
