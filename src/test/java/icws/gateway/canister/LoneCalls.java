package icws.gateway.canister;

/** For tests in which no messages go together. */
public final class LoneCalls {

  private LoneCalls() {}

  /** As for a canister that is known to lack the call for several. */
  public static SharedCalls shared() {
    SharedCalls calls = new SharedCalls((delay, task) -> false, System::nanoTime);
    calls.notOffered();
    return calls;
  }
}
