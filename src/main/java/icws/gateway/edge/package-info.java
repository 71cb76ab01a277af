/**
 * The sockets: the endpoints, the filter in front of them, the bounded ordered outbox of one
 * socket, and the reaper of dead ones.
 *
 * <p>The only package that may import {@code jakarta.websocket}. Of the gateway it imports {@code
 * relay} and {@code log} alone, and the close codes of {@code wire}.
 */
@NullMarked
package icws.gateway.edge;

import org.jspecify.annotations.NullMarked;
