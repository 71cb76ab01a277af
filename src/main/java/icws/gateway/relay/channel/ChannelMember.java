package icws.gateway.relay.channel;

import icws.gateway.wire.CloseReason;
import icws.ic.Bytes;

/** A client as its canister's channel sees it. Every method returns at once. */
public interface ChannelMember {

  /** Sends a frame to the client, if it is still there. */
  void deliver(Bytes frame);

  /**
   * Ends the client's session, if that is not over already.
   *
   * @param text the reason in words, for the client and for the log
   * @return false if it was over
   */
  boolean close(CloseReason reason, String text);
}
