/**
 * A network that is away, or lies: an HTTP proxy on the loopback that stands between an agent and
 * the local network and does to the requests and replies that a test names what a test tells it to.
 *
 * <p>Imports {@code icws.ic} (encoding) and, to sign false certificates, the local network's keys.
 */
@NullMarked
package icws.faults;

import org.jspecify.annotations.NullMarked;
