package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.PocClient;
import icws.client.V1Client;
import icws.devnet.RequestLog;
import icws.devnet.http.ObservedRequest;
import icws.gateway.wire.CanisterCall;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.poc.PocProtocol;
import icws.gateway.wire.v1.V1Protocol;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.certificate.CertificateVerifier;
import icws.ic.identity.EnvelopeVerifier;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** The calls of {@code ws_close} that reached a local network, told apart by the client. */
public final class Closings {

  /** One client that is closed at one canister. */
  public record Closing(Principal canister, Bytes argument) {}

  private final RequestLog requests;

  public Closings(RequestLog requests) {
    this.requests = requests;
  }

  public static Closing of(Principal canister, PocClient client) {
    return closing(canister, new PocProtocol().close(new ClientKey.Numbered(client.id())));
  }

  public static Closing of(Principal canister, V1Client client) {
    Principal self = Principal.of(Bytes.wrap(client.keys().principal().getValue()));
    EnvelopeVerifier unused = new EnvelopeVerifier(Clock.systemUTC(), Closings::noVerifier);
    return closing(
        canister, new V1Protocol(self, unused).close(new ClientKey.Signing(self, client.nonce())));
  }

  private static CertificateVerifier noVerifier() {
    throw new AssertionError("nothing is verified here");
  }

  private static Closing closing(Principal canister, CanisterCall call) {
    return new Closing(canister, call.argument());
  }

  private static boolean isClosing(ObservedRequest request) {
    return request.method().equals("ws_close");
  }

  private static Closing of(ObservedRequest request) {
    return new Closing(request.canister(), request.argument());
  }

  /** Who was closed, once or more often. */
  public Set<Closing> made() {
    return requests.all().stream()
        .filter(Closings::isClosing)
        .map(Closings::of)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** How many calls there were, no matter for whom; the same one that is submitted again is one. */
  public long count() {
    return requests.all().stream()
        .filter(Closings::isClosing)
        .map(ObservedRequest::id)
        .distinct()
        .count();
  }

  /** Waits until all of these have been closed; fails if they are not. */
  public void await(Collection<Closing> wanted, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    for (Closing closing : wanted) {
      assertTrue(
          requests.await(
              request -> isClosing(request) && of(request).equals(closing),
              1,
              Duration.ofNanos(deadline - System.nanoTime())),
          () -> count() + " closings, but not of all " + wanted.size());
    }
  }

  /** Waits for so many calls; fails if they do not come. */
  public void awaitCount(long calls, Duration atMost) throws InterruptedException {
    assertTrue(
        requests.await(Closings::isClosing, calls, atMost),
        () -> count() + " closings, not " + calls);
  }
}
