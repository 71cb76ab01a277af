/**
 * Candid, the encoding of arguments and replies (Candid specification): {@link
 * icws.ic.candid.Candid} makes messages of {@link icws.ic.candid.CandidValue}s and reads them.
 *
 * <p>May import {@code icws.ic} alone.
 */
@NullMarked
package icws.ic.candid;

import org.jspecify.annotations.NullMarked;
