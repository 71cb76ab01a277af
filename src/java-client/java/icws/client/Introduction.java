package icws.client;

import java.util.Optional;

/**
 * Who a client is to its canister.
 *
 * @param renewal of its registration, where there is one that ends
 */
record Introduction(Conversation conversation, Optional<Renewal> renewal) {

  Introduction(Conversation conversation) {
    this(conversation, Optional.empty());
  }

  /** Whether the canister says when it has opened the client. */
  boolean isConfirmed() {
    return renewal.isPresent() || conversation instanceof V1Conversation;
  }

  void opened() {
    renewal.ifPresent(Renewal::start);
  }

  void ended() {
    renewal.ifPresent(Renewal::end);
  }
}
