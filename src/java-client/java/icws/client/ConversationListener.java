package icws.client;

import org.ic4j.types.Principal;

/** Takes what a {@link Conversation} has heard and found right, in order. */
interface ConversationListener {

  /**
   * The gateway has said who it is; nothing proves that, and nothing hangs on it.
   *
   * @param answer the frame that it is to be answered with
   */
  void greeted(Principal gateway, byte[] answer);

  /** The canister has opened this client; before anything else from it. */
  void confirmed();

  /** A message of the application. */
  void heard(byte[] content);

  /**
   * The canister wants to be told that this client is there, by {@link Conversation#sealSign}.
   *
   * @param arrived how many of this client's messages have arrived there
   */
  void asked(long arrived);

  /** The canister has closed this client; it says no more. */
  void dismissed(String reason);
}
