package icws.ic.agent;

import icws.ic.Bytes;
import icws.ic.CertifiedTime;
import icws.ic.Principal;
import icws.ic.identity.Envelope;
import icws.ic.identity.Identity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Makes one identity's requests (interface specification, "HTTPS Interface"). Thread-safe. */
final class Requests {

  private static final Duration COARSE_FROM = Duration.ofSeconds(90);

  private final Identity identity;
  private final Clock clock;
  private final Duration lifetime;
  private final Supplier<Bytes> nonces;

  Requests(Identity identity, Clock clock, Duration lifetime, Supplier<Bytes> nonces) {
    this.identity = identity;
    this.clock = clock;
    this.lifetime = lifetime;
    this.nonces = nonces;
  }

  /** A call with a nonce: the same arguments again are another call. */
  Envelope call(Principal canister, String method, Bytes arg) {
    Map<String, Object> content = content("call");
    content.put("nonce", nonces.get());
    putMethod(content, canister, method, arg);
    return Envelope.sign(content, identity);
  }

  /** A query without a nonce: the network may answer the same one again from its cache. */
  Envelope query(Principal canister, String method, Bytes arg) {
    Map<String, Object> content = content("query");
    putMethod(content, canister, method, arg);
    return Envelope.sign(content, identity);
  }

  Envelope readState(List<List<Bytes>> paths) {
    Map<String, Object> content = content("read_state");
    content.put("paths", paths);
    return Envelope.sign(content, identity);
  }

  private Map<String, Object> content(String requestType) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("request_type", requestType);
    content.put("sender", identity.principal().raw());
    content.put("ingress_expiry", CertifiedTime.nanos(expiry()));
    return content;
  }

  private static void putMethod(
      Map<String, Object> content, Principal canister, String method, Bytes arg) {
    content.put("canister_id", canister.raw());
    content.put("method_name", method);
    content.put("arg", arg);
  }

  /** Rounded down, so that equal queries within a minute are equal requests. */
  private Instant expiry() {
    Instant expiry = clock.instant().plus(lifetime);
    boolean coarse = lifetime.compareTo(COARSE_FROM) > 0;
    return expiry.truncatedTo(coarse ? ChronoUnit.MINUTES : ChronoUnit.SECONDS);
  }
}
