/**
 * What the rooms of the message path share: settings, limits and counts, time and timers, and the
 * place where what our code throws ends. The rooms are {@code session}, {@code channel}, {@code
 * closing} and {@code call}; imports run that way, and from each of them to here.
 *
 * <p>Plain Java. May import {@code icws.gateway.canister}, {@code icws.gateway.wire}, {@code
 * icws.gateway.log} and {@code icws.ic}; time, scheduling and randomness come in from outside.
 */
@NullMarked
package icws.gateway.relay;

import org.jspecify.annotations.NullMarked;
