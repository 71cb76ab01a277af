/**
 * Runs one canister's Wasm: parsing and compiling (Chicory), memory and globals that can be taken
 * back, and the time limit for one message. Knows nothing of the Internet Computer but the shape of
 * a system function; imports {@code icws.ic} for {@code Bytes} only.
 */
@NullMarked
package icws.devnet.engine;

import org.jspecify.annotations.NullMarked;
