package icws.devnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.devnet.http.ObservedRequest;
import icws.devnet.http.ObservedRequest.Kind;
import icws.devnet.replica.CanisterIds;
import icws.ic.Principal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RequestLogTest {
  private static final Principal CANISTER = CanisterIds.at(0);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final RequestLog log = new RequestLog();

  private static ObservedRequest query(int canister, String method) {
    return new ObservedRequest(Kind.QUERY, CanisterIds.at(canister), method);
  }

  @Test
  void countsByCanisterAndMethod() {
    log.add(query(0, "poll"));
    log.add(query(0, "other"));
    log.add(query(1, "poll"));

    assertEquals(1, log.count(CANISTER, "poll"));
    assertEquals(2, log.count(request -> request.method().equals("poll")));
    log.clear();
    assertEquals(0, log.all().size());
  }

  @Test
  void waiterIsWokenByTheRequestItWaitsFor() throws InterruptedException {
    CompletableFuture<Void> later =
        CompletableFuture.runAsync(
            () -> {
              log.add(query(0, "poll"));
              log.add(query(0, "poll"));
            });

    assertTrue(log.await(CANISTER, "poll", 2, LONG));
    later.join();
  }

  @Test
  void waitEndsWhenNothingComes() throws InterruptedException {
    assertFalse(log.await(CANISTER, "poll", 1, Duration.ofMillis(1)));
  }

  @Test
  void oldestRequestsMakeRoom() {
    log.add(query(1, "first"));
    for (int i = 0; i < RequestLog.CAPACITY; i++) {
      log.add(query(0, "poll"));
    }

    assertEquals(RequestLog.CAPACITY, log.all().size());
    assertEquals(0, log.count(CanisterIds.at(1), "first"));
  }
}
