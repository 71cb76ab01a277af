package icws.gateway.edge;

/** What carries one socket: its connection, as the container lets it be ended. */
interface Transport {

  /** Ends the connection, whatever waits in it. Ends nothing twice. May keep its thread. */
  void end();

  /** Whether it has ended, where the container does not say so when it does. */
  default boolean hasEnded() {
    return false;
  }
}
