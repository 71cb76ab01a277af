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
  record Mainnet(URI url) implements NetworkConfiguration {

    @Override
    public String toString() {
      return "the Internet Computer, asked at " + url;
    }
  }

  /** Another network whose root key (DER) the operator knows. */
  record CustomWithKey(URI url, Bytes rootKey) implements NetworkConfiguration {

    @Override
    public String toString() {
      return "the one at " + url + ", with the root key that is set";
    }
  }

  /** Another network that is trusted to tell its own root key, as one does in development. */
  record CustomFetchingKey(URI url) implements NetworkConfiguration {

    @Override
    public String toString() {
      return "the one at " + url + ", whose own word is taken for its root key";
    }
  }
}
