/**
 * The Internet Computer itself, of use to any Java program: principals, Candid, CBOR, request ids,
 * identities, hash trees, certificates and an asynchronous agent.
 *
 * <p>May import the JDK, Jackson CBOR, BouncyCastle and ic4j; no class of the gateway.
 */
@NullMarked
package icws.ic;

import org.jspecify.annotations.NullMarked;
