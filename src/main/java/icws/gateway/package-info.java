/**
 * Assembles the gateway: its configuration, its identity, the objects that live as long as the
 * application, and their start and stop.
 *
 * <p>The only package that knows all others; none imports it, except {@code edge} and {@code ops}
 * for the configuration and the assembled gateway.
 */
@NullMarked
package icws.gateway;

import org.jspecify.annotations.NullMarked;
