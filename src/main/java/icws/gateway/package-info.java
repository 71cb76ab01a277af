/**
 * Assembles the gateway: its configuration, its identity, the objects that live as long as the
 * application, and their start and stop.
 *
 * <p>May import every other package; none imports it. What they need of the configuration is handed
 * to them as values of their own.
 */
@NullMarked
package icws.gateway;

import org.jspecify.annotations.NullMarked;
