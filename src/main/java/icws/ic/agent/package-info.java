/**
 * Requests to the Internet Computer (interface specification, "HTTPS Interface"): an {@link
 * icws.ic.agent.Agent} sends them; every one ends in an {@link icws.ic.agent.Outcome}, every
 * reading of state in a {@link icws.ic.agent.ReadResult}. {@link icws.ic.agent.HttpAgent} is the
 * agent for a {@link icws.ic.agent.Network}; agents share an {@link icws.ic.agent.HttpTransport},
 * which bounds what is on its way.
 *
 * <p>May import the other packages below {@code icws.ic} and the JDK.
 */
@NullMarked
package icws.ic.agent;

import org.jspecify.annotations.NullMarked;
