/**
 * CBOR as far as the Internet Computer's interface uses it (RFC 8949): {@link icws.ic.cbor.CborMap}
 * reads a frame or envelope whole, {@link icws.ic.cbor.CborReader} item by item; {@link
 * icws.ic.cbor.CborWriter} writes one.
 *
 * <p>May import {@code icws.ic} and Jackson's core and CBOR.
 */
@NullMarked
package icws.ic.cbor;

import org.jspecify.annotations.NullMarked;
