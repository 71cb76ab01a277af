package icws.client;

/** What is spoken with a gateway and, through it, with a canister. */
public enum Protocol {
  /**
   * This project's canister library and the original proof of concept. The client registers a fresh
   * key at its canister, directly, before it opens the socket.
   */
  POC,
  /** The published SDK's, CDKs' and this project's library's. The identity signs each message. */
  V1
}
