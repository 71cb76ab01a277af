package icws.gateway.config;

import icws.ic.Bytes;
import java.net.URI;

/**
 * Which network the gateway works for, and where its root key comes from. Which one it is follows
 * from configuration, never from the spelling of the address.
 */
public sealed interface NetworkConfiguration {

  /** Scheme, host and port of the network's HTTP interface. */
  URI url();

  /** The Internet Computer; its root key is built in. */
  record Mainnet(URI url) implements NetworkConfiguration {}

  /** Another network whose root key (DER) the operator knows. */
  record CustomWithKey(URI url, Bytes rootKey) implements NetworkConfiguration {}

  /** Another network that is trusted to tell its own root key, as one does in development. */
  record CustomFetchingKey(URI url) implements NetworkConfiguration {}
}
