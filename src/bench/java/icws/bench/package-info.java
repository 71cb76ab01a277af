/**
 * The bench: what gateways take of time, processors and memory, measured from outside. Any gateway
 * by its address, on any network; those of this project are started from their WAR.
 */
@NullMarked
package icws.bench;

import org.jspecify.annotations.NullMarked;
