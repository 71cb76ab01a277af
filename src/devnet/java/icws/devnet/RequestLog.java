package icws.devnet;

import icws.devnet.http.ObservedRequest;
import icws.ic.Principal;
import java.time.Duration;
import java.util.function.Predicate;

/** The requests that reached the network. */
public final class RequestLog extends History<ObservedRequest> {
  public static final int CAPACITY = 10_000;

  RequestLog() {
    super(CAPACITY);
  }

  /** How many calls or queries of a canister's method there were. */
  public long count(Principal canister, String method) {
    return count(of(canister, method));
  }

  /**
   * Waits until so many requests of a canister's method have come.
   *
   * @return whether they came in time
   */
  public boolean await(Principal canister, String method, long count, Duration timeout)
      throws InterruptedException {
    return await(of(canister, method), count, timeout);
  }

  private static Predicate<ObservedRequest> of(Principal canister, String method) {
    return request -> request.canister().equals(canister) && request.method().equals(method);
  }
}
