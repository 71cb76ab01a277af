package icws.ic.agent;

import icws.ic.Bytes;
import icws.ic.Principal;
import java.time.Instant;

/**
 * A signed call that may be submitted any number of times: it is the same call, which the network
 * carries out at most once.
 *
 * @param canister the effective canister
 * @param envelope what is submitted
 * @param requestId what its status is known by
 * @param expiry from when on the network refuses it
 */
public record PreparedCall(Principal canister, Bytes envelope, Bytes requestId, Instant expiry) {}
