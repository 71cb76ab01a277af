package icws.gateway.relay;

import icws.gateway.wire.CloseReason;

/** What a client, or all of them together, may reach but not pass; each has its counter. */
public enum Limit {
  /** Open sockets. */
  CONNECTIONS(CloseReason.TRY_AGAIN_LATER),
  /** Open sockets of one client address. */
  ADDRESS_CONNECTIONS(CloseReason.TRY_AGAIN_LATER),
  /** Sockets that one client address opens in a time. */
  OPENING_RATE(CloseReason.TRY_AGAIN_LATER),
  /** Clients of one canister. */
  CANISTER_CLIENTS(CloseReason.TRY_AGAIN_LATER),
  /** Clients that have left and whose canisters do not know it yet. */
  CLOSINGS(CloseReason.TRY_AGAIN_LATER),
  /** The same of one client address. */
  ADDRESS_CLOSINGS(CloseReason.TRY_AGAIN_LATER),
  /** The same of one canister. */
  CANISTER_CLOSINGS(CloseReason.TRY_AGAIN_LATER),
  /** The web origins that may connect. */
  ORIGINS(CloseReason.POLICY),
  /** The canisters that are served. */
  CANISTERS(CloseReason.CANISTER_NOT_SERVED),
  /** The size of a frame from a client. */
  FRAME_BYTES(CloseReason.TOO_BIG),
  /** Frames from one client in a time. */
  FRAME_RATE(CloseReason.POLICY),
  /** That clients mask their frames. */
  UNMASKED(CloseReason.POLICY),
  /** Pings whose answers wait for the client to read them. */
  PINGS(CloseReason.POLICY),
  /** The time that a frame or message takes. */
  FRAME_TIME(CloseReason.POLICY),
  /** Memory of messages, of all clients, that have begun and not ended. */
  UNFINISHED(CloseReason.TRY_AGAIN_LATER),
  /** The processor time that the frames of one client address take. */
  PROCESSOR_TIME(CloseReason.POLICY),
  /** The time that a frame waits for a processor because those of other addresses do. */
  PROCESSOR_WAIT(CloseReason.TRY_AGAIN_LATER),
  /** The time for a client's first frame. */
  FIRST_FRAME_TIME(CloseReason.POLICY),
  /** What waits for a client to read it. */
  OUTBOX(CloseReason.TRY_AGAIN_LATER),
  /** What waits for all clients to read it. */
  OUTBOX_TOTAL(CloseReason.TRY_AGAIN_LATER),
  /** The time for what waits to leave. */
  SEND_TIME(CloseReason.TRY_AGAIN_LATER),
  /** Messages of clients that wait for their canisters. */
  INBOX(CloseReason.TRY_AGAIN_LATER),
  /** The time without a sign of life. */
  IDLE_TIME(CloseReason.POLICY),
  /** A connection's age. */
  CONNECTION_AGE(CloseReason.GOING_AWAY);

  private final CloseReason closeReason;

  Limit(CloseReason closeReason) {
    this.closeReason = closeReason;
  }

  /** How the connection of whoever passes it ends. */
  public CloseReason closeReason() {
    return closeReason;
  }
}
