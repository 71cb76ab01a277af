/**
 * How far the server's WebSockets conform to RFC 6455, case by case.
 *
 * <p>May import {@code icws.gateway}'s process and {@code icws.gateway.edge}'s cure, and the cases.
 */
@NullMarked
package icws.conformance;

import org.jspecify.annotations.NullMarked;
