/** Where it is measured: gateways, a network, a crowd of clients, and the window of a round. */
@NullMarked
package icws.bench.arena;

import org.jspecify.annotations.NullMarked;
