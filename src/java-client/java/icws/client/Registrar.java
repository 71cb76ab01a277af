package icws.client;

import icws.client.IcWebSocketException.Failure;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Agent;
import icws.ic.agent.Outcome;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidException;
import icws.ic.candid.CandidValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The list of clients of a canister of the PoC protocol, to which a client speaks directly and not
 * through a gateway; all answers are certified.
 */
final class Registrar {

  /**
   * What the canister grants.
   *
   * @param expiresNanos when the registration ends, in nanoseconds since 1970
   * @param heartbeat how often the canister sends a heartbeat
   * @param timeout how late one may be, or the answer to it
   */
  record Terms(long expiresNanos, Duration heartbeat, Duration timeout) {}

  /**
   * A client that the canister has made.
   *
   * @param terms none where the canister knows neither expiry nor heartbeat
   */
  record Registration(long client, Optional<Terms> terms) {}

  private final Agent agent;
  private final Principal canister;
  private final OptionalLong authorityNanos;

  /**
   * @param authorityNanos when the caller's authority ends, in nanoseconds since 1970
   */
  Registrar(Agent agent, Principal canister, OptionalLong authorityNanos) {
    this.agent = agent;
    this.canister = canister;
    this.authorityNanos = authorityNanos;
  }

  /** Makes a public key of 32 bytes known; fails with {@link Failure#REGISTRATION}. */
  CompletableFuture<Registration> register(byte[] publicKey) {
    CandidValue key = CandidValue.blob(Bytes.wrap(publicKey));
    return call("ws_register", Registrar::registration, key, wishes());
  }

  /** Has a registration last longer; fails as the other. */
  CompletableFuture<Terms> renew(long client) {
    return call("ws_renew", reply -> terms(reply.get(0)), CandidValue.nat64(client), wishes());
  }

  /** That there are wishes at all says that this client has the heartbeat. */
  private CandidValue wishes() {
    CandidValue expires =
        CandidValue.opt(
            authorityNanos.isPresent() ? CandidValue.nat64(authorityNanos.getAsLong()) : null);
    return CandidValue.opt(CandidValue.record(Map.of("expires", expires)));
  }

  private <T> CompletableFuture<T> call(
      String method, Function<List<CandidValue>, T> reading, CandidValue... arguments) {
    return agent
        .call(canister, method, Candid.encode(arguments))
        .thenApply(outcome -> read(method, outcome, reading));
  }

  private static <T> T read(
      String method, Outcome outcome, Function<List<CandidValue>, T> reading) {
    if (!(outcome instanceof Outcome.Replied replied)) {
      throw new IcWebSocketException(
          Failure.REGISTRATION, method + " was not answered: " + outcome);
    }
    try {
      return reading.apply(Candid.decode(replied.arg()));
    } catch (CandidException | IndexOutOfBoundsException unreadable) {
      throw new IcWebSocketException(
          Failure.REGISTRATION, method + " was answered by something else", unreadable);
    }
  }

  /** Older canisters answer with the client's id alone. */
  private static Registration registration(List<CandidValue> reply) {
    return new Registration(
        reply.get(0).asNat64(),
        reply.size() == 1 ? Optional.empty() : reply.get(1).asOpt().map(Registrar::terms));
  }

  private static Terms terms(CandidValue terms) {
    return new Terms(
        terms.field("expires").asNat64(),
        Duration.ofNanos(terms.field("heartbeat_nanos").asNat64()),
        Duration.ofNanos(terms.field("timeout_nanos").asNat64()));
  }
}
