package icws.devnet.replica;

import icws.ic.Principal;

/**
 * An API boundary node, as the state tree tells of it (interface specification, "The system state
 * tree").
 *
 * @param domain what clients put between {@code https://} and the path; here with a port
 */
public record BoundaryNode(Principal id, String domain, String ipv4Address, String ipv6Address) {}
