/**
 * What operators can set: {@link icws.gateway.config.Setting} has all of it, the rest reads it,
 * once, at the start, into values that the other rooms take.
 *
 * <p>May import those rooms; only the assembly imports it.
 */
@NullMarked
package icws.gateway.config;

import org.jspecify.annotations.NullMarked;
