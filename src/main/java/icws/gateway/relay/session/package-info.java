/**
 * One client's connection, from its socket to its canister: the states of its session, its frames
 * on their way in, and what they may take of the processors.
 *
 * <p>Plain Java. May import all other rooms of {@code icws.gateway.relay}; none of them imports it.
 */
@NullMarked
package icws.gateway.relay.session;

import org.jspecify.annotations.NullMarked;
