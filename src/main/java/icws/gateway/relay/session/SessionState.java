package icws.gateway.relay.session;

/**
 * The states of a {@link ClientSession}. What happens to one that has a frame to be read and a call
 * under way, and the state that it is in then; a dash where it stays in its own.
 *
 * <pre>
 * state           opening         yes       no     disconnected  closed   drained
 * CONNECTED       AUTHENTICATING  -         -      ENDED         ENDED    -
 * AUTHENTICATING  LEAVING         ENTERING  ENDED  DRAINING      LEAVING  -
 * ENTERING        ENDED           OPENING   ENDED  ENDED         ENDED    -
 * OPENING         LEAVING         OPEN      ENDED  DRAINING      LEAVING  -
 * OPEN            LEAVING         -         ENDED  DRAINING      LEAVING  -
 * DRAINING        -               -         ENDED  -             LEAVING  LEAVING
 * LEAVING         -               ENDED     ENDED  -             -        -
 * ENDED           -               -         -      -             -        -
 * </pre>
 *
 * <p>An <i>opening</i> is the client's first frame; a second one is an error, which closes the
 * session. <i>Yes</i> and <i>no</i> are the last word on what is under way: the question who the
 * client is, its entry in the table of open clients, which can be taken back at any time, its
 * opening, or a message. What ends the session from here has it <i>closed</i>, and what waits is
 * dropped. A client that has <i>disconnected</i> still has handed over what it sent, which is
 * <i>drained</i> when its last frame was read. A session that is {@link #LEAVING}, with nothing
 * under way or to be handed over, is {@link #ENDED}.
 */
enum SessionState {
  /** Waits for its first frame. */
  CONNECTED,
  /** The canister is asked who the client is. */
  AUTHENTICATING,
  /** In the canister's channel; waits for its place in the table of open clients. */
  ENTERING,
  /** {@code ws_open} is out. */
  OPENING,
  /** The canister has accepted the client. */
  OPEN,
  /** The client has gone; some of its frames are still to be read. */
  DRAINING,
  /** Everything was read; what is in flight still counts. */
  LEAVING,
  /** Nothing is left to do but to tell the canister, where it may have opened the client. */
  ENDED;

  /** Whether the socket is done with. */
  boolean isOver() {
    return compareTo(DRAINING) >= 0;
  }

  /** Whether the session takes messages for its canister. */
  boolean takesMessages() {
    return this != CONNECTED && compareTo(LEAVING) < 0;
  }

  /** Whether messages may go to the canister, if that may have the client open. */
  boolean sendsMessages() {
    return compareTo(OPEN) >= 0;
  }
}
