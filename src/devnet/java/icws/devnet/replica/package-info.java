/**
 * The replica: canisters, their messages to each other, the system API, the management canister and
 * the ingress history. One thread runs everything; see {@link icws.devnet.replica.Replica}. Imports
 * {@code engine}, {@code state} and {@code icws.ic}; knows nothing of HTTP and signatures.
 */
@NullMarked
package icws.devnet.replica;

import org.jspecify.annotations.NullMarked;
