/**
 * The durable record of open sessions in a database: a file of its own, or a DataSource of the
 * server.
 *
 * <p>The only package that knows {@code java.sql}. May import {@code icws.gateway.relay}, whose
 * {@code SessionRecord} it implements, {@code icws.gateway.wire} and {@code icws.ic}; only the
 * assembly imports it.
 */
@NullMarked
package icws.gateway.record;

import org.jspecify.annotations.NullMarked;
