/**
 * What an operator and the demo page see: health, metrics, the page and its settings, security
 * headers.
 *
 * <p>MicroProfile types stay in beans of their own, so that a server without them skips those beans
 * and nothing else. Of the gateway it imports {@code edge} and {@code relay}; only the assembly
 * imports it.
 */
@NullMarked
package icws.gateway.ops;

import org.jspecify.annotations.NullMarked;
