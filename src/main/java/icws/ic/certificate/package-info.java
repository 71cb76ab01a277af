/**
 * Certified state (interface specification, "Certification"): {@link
 * icws.ic.certificate.CertificateVerifier} tells whether to trust a {@link
 * icws.ic.certificate.Certificate}, whose {@link icws.ic.certificate.HashTree} holds the state; a
 * {@link icws.ic.certificate.Lookup} tells found, absent and unknown apart. {@link
 * icws.ic.certificate.Topology} is what the root subnet certifies about all subnets.
 *
 * <p>May import {@code icws.ic}, {@code icws.ic.cbor}, jblst, BouncyCastle and Caffeine.
 */
@NullMarked
package icws.ic.certificate;

import org.jspecify.annotations.NullMarked;
