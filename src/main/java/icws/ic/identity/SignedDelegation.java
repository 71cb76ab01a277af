package icws.ic.identity;

import icws.ic.Bytes;

/** A delegation and its delegator's signature over {@link Delegation#signedBytes}. */
public record SignedDelegation(Delegation delegation, Bytes signature) {}
