/**
 * What goes into the log: text of strangers made printable, lines at a stranger's pace sampled.
 *
 * <p>Plain Java; imports nothing of ours, and everything in the gateway may import it.
 */
@NullMarked
package icws.gateway.log;

import org.jspecify.annotations.NullMarked;
