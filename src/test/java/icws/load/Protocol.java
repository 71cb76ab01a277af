package icws.load;

/** The two protocols, as an endpoint's path and a demo canister know them. */
enum Protocol {
  POC("/poc"),
  V1("/v1");

  private final String path;

  Protocol(String path) {
    this.path = path;
  }

  /** Where the gateway speaks it. */
  String path() {
    return path;
  }
}
