/**
 * Who makes a request (interface specification, "Authentication"): an {@link
 * icws.ic.identity.Identity} signs, by itself or by {@link icws.ic.identity.Delegation}s, and
 * {@link icws.ic.identity.IdentityPem} reads one's file. An {@link icws.ic.identity.Envelope} is a
 * request with its signature, named by its {@link icws.ic.identity.RequestId}; {@link
 * icws.ic.identity.EnvelopeVerifier} tells whether it is its sender's, and an {@link
 * icws.ic.identity.Authority} is what its sender need not prove again.
 *
 * <p>May import {@code icws.ic}, {@code icws.ic.cbor}, {@code icws.ic.certificate} (for the
 * signatures of canisters), Jackson's core and BouncyCastle.
 */
@NullMarked
package icws.ic.identity;

import org.jspecify.annotations.NullMarked;
