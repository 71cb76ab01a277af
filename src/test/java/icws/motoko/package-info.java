/**
 * Tests of the Motoko library and the demo canister of {@code src/main/motoko}: the compiled Wasm
 * runs on the embedded local network, and the tests call it as any client would. May import {@code
 * icws.ic} and {@code icws.devnet}.
 */
@NullMarked
package icws.motoko;

import org.jspecify.annotations.NullMarked;
