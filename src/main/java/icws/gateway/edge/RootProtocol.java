package icws.gateway.edge;

/** What is spoken on WebSockets at the context root. */
public enum RootProtocol {
  /** The successor's, which other gateways speak there. */
  V1("v1"),
  POC("poc"),
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
