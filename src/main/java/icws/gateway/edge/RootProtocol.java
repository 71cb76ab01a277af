package icws.gateway.edge;

import icws.gateway.wire.poc.PocProtocol;
import icws.gateway.wire.v1.V1Protocol;

/** What is spoken on WebSockets at the context root. */
public enum RootProtocol {
  /** The successor's, which other gateways speak there. */
  V1(V1Protocol.NAME),
  POC(PocProtocol.NAME),
  /** Nothing: the upgrade is refused. */
  NONE("none");

  private final String name;

  RootProtocol(String name) {
    this.name = name;
  }

  /** The protocol's name, as an operator writes it. */
  @Override
  public String toString() {
    return name;
  }
}
