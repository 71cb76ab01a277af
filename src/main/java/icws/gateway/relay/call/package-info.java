/**
 * Asking canisters: who asks one, how often it is asked again, and whether at all.
 *
 * <p>Plain Java. May import what all of {@code icws.gateway.relay} shares.
 */
@NullMarked
package icws.gateway.relay.call;

import org.jspecify.annotations.NullMarked;
