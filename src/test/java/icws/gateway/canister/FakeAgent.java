package icws.gateway.canister;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Agent;
import icws.ic.agent.CanisterPresence;
import icws.ic.agent.NetworkStatus;
import icws.ic.agent.Outcome;
import icws.ic.agent.PreparedCall;
import icws.ic.agent.ReadResult;
import icws.ic.agent.Urgency;
import icws.ic.certificate.Certificate;
import icws.ic.identity.Identity;
import icws.ic.identity.SignedDelegation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Answers every query and call with the outcome that the test has set. */
final class FakeAgent implements Agent {

  private final List<String> requests = new ArrayList<>();
  private final Map<String, Outcome> outcomes = new HashMap<>();
  private final List<String> submitted = new ArrayList<>();
  private Instant expiry = Instant.MAX;
  private int prepared;
  private @Nullable Outcome calls;
  private @Nullable CompletableFuture<Outcome> held;
  private ReadResult<CanisterPresence> presence =
      new ReadResult.Missing<>(new Outcome.Unavailable(true, "nothing set"));
  private Outcome outcome = new Outcome.Unavailable(true, "nothing set");

  void answer(Outcome next) {
    outcome = next;
  }

  /** To one method something else than to the others. */
  void answer(String method, Outcome next) {
    outcomes.put(method, next);
  }

  /** The next call of {@code ws_message} is answered with this. */
  CompletableFuture<Outcome> hold() {
    held = new CompletableFuture<>();
    return held;
  }

  private CompletableFuture<Outcome> answered(String method) {
    CompletableFuture<Outcome> waiting = held;
    if (waiting != null && method.equals("ws_message")) {
      held = null;
      return waiting;
    }
    return CompletableFuture.completedFuture(outcomes.getOrDefault(method, outcome));
  }

  /** Has the calls that are prepared from now on expire then. */
  void expiry(Instant end) {
    expiry = end;
  }

  /** Which of the prepared calls was submitted, as {@code call 1}, at each submission. */
  List<String> submitted() {
    return submitted;
  }

  /** What was asked so far, as {@code query ws_get_messages 4449444c…}. */
  List<String> requests() {
    return requests;
  }

  @Override
  public Identity identity() {
    return new Identity() {
      @Override
      public Principal principal() {
        return Principal.selfAuthenticating(publicKeyDer());
      }

      @Override
      public Bytes publicKeyDer() {
        return Bytes.utf8("key");
      }

      @Override
      public Bytes sign(Bytes message) {
        throw new UnsupportedOperationException();
      }

      @Override
      public List<SignedDelegation> delegations() {
        return List.of();
      }
    };
  }

  /** What a call is answered, where it is not what a query is. */
  void answerCalls(Outcome next) {
    calls = next;
  }

  /** What the network certifies of the canister. */
  void presence(ReadResult<CanisterPresence> known) {
    presence = known;
  }

  @Override
  public CompletableFuture<ReadResult<CanisterPresence>> presence(Principal canister) {
    requests.add("presence");
    return CompletableFuture.completedFuture(presence);
  }

  @Override
  public Agent forSessions() {
    return this;
  }

  @Override
  public void hurry(Principal canister) {
    requests.add("hurry");
  }

  @Override
  public CompletableFuture<Outcome> query(
      Principal canister, String method, Bytes arg, Urgency urgency) {
    requests.add("query " + method + " " + arg.hex());
    return answered(method);
  }

  @Override
  public PreparedCall prepare(Principal canister, String method, Bytes arg) {
    Bytes number = Bytes.utf8("call " + ++prepared);
    return new PreparedCall(
        canister, Bytes.utf8("call " + method + " " + arg.hex()), number, expiry);
  }

  @Override
  public CompletableFuture<Outcome> submit(PreparedCall call) {
    requests.add(call.envelope().toUtf8());
    submitted.add(call.requestId().toUtf8());
    return calls == null
        ? answered(call.envelope().toUtf8().split(" ", -1)[1])
        : CompletableFuture.completedFuture(calls);
  }

  @Override
  public CompletableFuture<Outcome> relay(
      Bytes signedEnvelope, Principal canister, Bytes requestId) {
    requests.add("relay " + signedEnvelope.hex() + " " + requestId.hex());
    return CompletableFuture.completedFuture(calls == null ? outcome : calls);
  }

  @Override
  public CompletableFuture<ReadResult<Certificate>> readState(
      Principal canister, List<List<Bytes>> paths) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<ReadResult<NetworkStatus>> status() {
    throw new UnsupportedOperationException();
  }
}
