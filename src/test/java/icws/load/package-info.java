/**
 * The gateway under load: hundreds of clients of both protocols, dead and rude ones among them, for
 * minutes or an hour.
 *
 * <p>The clients hold the gateway to account: each knows what it has said, what it must hear, and
 * in which order.
 */
@NullMarked
package icws.load;

import org.jspecify.annotations.NullMarked;
