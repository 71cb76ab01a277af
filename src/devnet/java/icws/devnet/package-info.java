/**
 * The embedded local network: one subnet of one node on the loopback interface, for development and
 * tests. {@link icws.devnet.Devnet} starts it inside a program, {@link icws.devnet.Main} alone.
 * State is in memory and gone at the end.
 *
 * <p>The parts, each importing only those after it: {@code http}, {@code replica}, {@code engine}
 * and {@code state}. All share {@code icws.ic} (encoding) with the gateway, and nothing else.
 */
@NullMarked
package icws.devnet;

import org.jspecify.annotations.NullMarked;
