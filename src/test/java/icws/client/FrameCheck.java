package icws.client;

/** What a test wants to know of every frame of a canister, beyond its shape and its number. */
@FunctionalInterface
public interface FrameCheck {
  /** Believes the gateway: for load tests, which measure the gateway and not its clients. */
  FrameCheck NONE = (key, content, certificate, tree) -> {};

  /**
   * Looks at one frame; called by the thread that receives.
   *
   * @throws RuntimeException or an {@link AssertionError} to fail the client
   */
  void check(String key, byte[] content, byte[] certificate, byte[] tree);
}
