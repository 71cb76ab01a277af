package icws.client;

/** Whether a canister has certified what a gateway passes on. Thread-safe. */
@FunctionalInterface
interface FrameProof {

  /**
   * Verifies one frame's content.
   *
   * @param key the content's name in the tree
   * @return the certificate's time, in nanoseconds since 1970
   * @throws IcWebSocketException if any step from the root key to the content's hash fails
   */
  long verify(String key, byte[] content, byte[] certificate, byte[] tree);
}
