/**
 * The system state tree and its certification: an immutable tree with cached digests, witnesses of
 * parts of it, and the subnet's keys that sign it. Signing is jblst's and BouncyCastle's; whoever
 * verifies these certificates in the tests does so with other code. Imports {@code icws.ic} for
 * encoding only.
 */
@NullMarked
package icws.devnet.state;

import org.jspecify.annotations.NullMarked;
