/**
 * The Internet Computer itself, of use to any Java program: here what the packages below are made
 * of, {@link icws.ic.Bytes}, {@link icws.ic.Principal}, {@link icws.ic.Sha256}, and the numbers and
 * times of its encodings.
 *
 * <p>Where to begin:
 *
 * <ul>
 *   <li>{@link icws.ic.agent} sends requests and follows calls to their certified replies.
 *   <li>{@link icws.ic.identity} signs requests, and checks others' signatures.
 *   <li>{@link icws.ic.certificate} reads certified state and checks who certifies it.
 *   <li>{@link icws.ic.candid} makes arguments and reads values of replies.
 *   <li>{@link icws.ic.cbor} reads and writes frames, envelopes and replies.
 * </ul>
 *
 * <p>Imports run one way: {@code agent -> identity -> certificate -> cbor}, {@code candid} beside
 * them, all on this package. They may import the JDK, Jackson's core and CBOR, BouncyCastle, jblst
 * and Caffeine; no class of the gateway. What their decoders take of time and memory is bounded by
 * their input's size.
 */
@NullMarked
package icws.ic;

import org.jspecify.annotations.NullMarked;
