/**
 * One canister as the gateway sees it: authenticate, open, message, poll and close as asynchronous
 * calls with typed results; what a canister's reply is certified by is checked here.
 *
 * <p>May import {@code icws.gateway.wire} and {@code icws.ic}.
 */
@NullMarked
package icws.gateway.canister;

import org.jspecify.annotations.NullMarked;
