package icws.gateway.edge;

/** What carries one socket: its connection, as the container lets it be ended. */
interface Transport {

  /** Ends the connection, whatever waits in it. Ends nothing twice. May keep its thread. */
  void end();
}
