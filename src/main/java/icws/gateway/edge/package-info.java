/**
 * The sockets: the endpoint, the handshake, the bounded ordered outbox of one socket, and the
 * reaper of dead ones.
 *
 * <p>The only package that may import {@code jakarta.websocket}. Of the gateway it imports {@code
 * relay} alone.
 */
@NullMarked
package icws.gateway.edge;

import org.jspecify.annotations.NullMarked;
