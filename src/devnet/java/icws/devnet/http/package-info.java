/**
 * The IC's HTTPS interface (interface specification, "HTTPS Interface") in front of a replica:
 * reads requests, checks who sent them and whether they still hold, and writes replies,
 * certificates and signatures. Imports {@code replica}, {@code state} and {@code icws.ic}.
 */
@NullMarked
package icws.devnet.http;

import org.jspecify.annotations.NullMarked;
