/**
 * A canister's way to its clients here: its channel with its members, its poller, and how far its
 * queue was read.
 *
 * <p>Plain Java. May import {@code icws.gateway.relay.call}, and what all share; sessions are its
 * members, and it does not know more of them.
 */
@NullMarked
package icws.gateway.relay.channel;

import org.jspecify.annotations.NullMarked;
