/**
 * Who is connected to what: the session of one client, the registries of sessions and canisters,
 * the poller of one canister and its interval, what the frames of one client address may take of
 * the processors, the table of clients that may be open at their canisters and what the durable
 * record of them has to do.
 *
 * <p>Plain Java. May import {@code icws.gateway.canister}, {@code icws.gateway.wire}, {@code
 * icws.gateway.log} and {@code icws.ic}; time, scheduling and randomness come in from outside.
 */
@NullMarked
package icws.gateway.relay;

import org.jspecify.annotations.NullMarked;
