/**
 * The clients that may be open at their canisters, in a table and in what the durable record of
 * them has to do, and their closing when they have left.
 *
 * <p>Plain Java. May import {@code icws.gateway.relay.call}, and what all share.
 */
@NullMarked
package icws.gateway.relay.closing;

import org.jspecify.annotations.NullMarked;
