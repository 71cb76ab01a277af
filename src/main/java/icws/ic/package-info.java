/**
 * The Internet Computer itself, of use to any Java program.
 *
 * <p>Where to begin:
 *
 * <ul>
 *   <li>{@link icws.ic.Agent} sends requests; every one ends in an {@link icws.ic.Outcome}. {@link
 *       icws.ic.HttpAgent} is the one for a {@link icws.ic.Network}; agents share an {@link
 *       icws.ic.HttpTransport}.
 *   <li>{@link icws.ic.CertificateVerifier} tells whether to trust a {@link icws.ic.Certificate},
 *       {@link icws.ic.EnvelopeVerifier} whether a request is its sender's; an {@link
 *       icws.ic.Authority} is what its sender need not prove again.
 *   <li>{@link icws.ic.Candid} makes arguments of {@link icws.ic.CandidValue}s and values of
 *       replies.
 *   <li>{@link icws.ic.CborMap} reads a frame or envelope whole, {@link icws.ic.CborReader} item by
 *       item; {@link icws.ic.CborWriter} writes one.
 *   <li>{@link icws.ic.Certificate} and {@link icws.ic.HashTree} hold certified state; a {@link
 *       icws.ic.Lookup} tells found, absent and unknown apart.
 *   <li>{@link icws.ic.Bytes}, {@link icws.ic.Principal}, {@link icws.ic.RequestId} and {@link
 *       icws.ic.Identity} are what the others are made of; {@link icws.ic.IdentityPem} reads an
 *       identity's file.
 * </ul>
 *
 * <p>May import the JDK, Jackson's core and CBOR, and BouncyCastle; no class of the gateway. What
 * its decoders take of time and memory is bounded by their input's size.
 */
@NullMarked
package icws.ic;

import org.jspecify.annotations.NullMarked;
