package icws.devnet.http;

import icws.devnet.replica.Admission;
import icws.devnet.replica.Call;
import icws.devnet.replica.Replica;
import icws.devnet.replica.Response;
import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.cbor.CborMap;
import icws.ic.cbor.CborWriter;
import icws.ic.identity.RequestId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What the endpoints for calls and queries do, apart from HTTP itself. Every method answers with a
 * future of the reply, or throws {@link RefusedException} or {@link icws.ic.cbor.CborException} for
 * a request that is wrong. Thread-safe; blocks nobody.
 */
final class CallEndpoints {
  private static final Bytes RESPONSE = Sha256.domain("ic-response");
  private static final Bytes REQUEST_STATUS = Bytes.utf8("request_status");

  private final Replica replica;
  private final SubnetKeys keys;
  private final Duration callTimeout;
  private final Executor threads;
  private final IngressVerifier verifier;
  private final Consumer<ObservedRequest> observer;

  /**
   * Creates the endpoints.
   *
   * @param callTimeout how long a synchronous call is waited for
   * @param threads where certificates are made and replies signed, to spare the replica's thread
   * @param observer is told of every request that is taken
   */
  CallEndpoints(
      Replica replica,
      SubnetKeys keys,
      Duration callTimeout,
      Executor threads,
      Consumer<ObservedRequest> observer) {
    this.replica = replica;
    this.keys = keys;
    this.callTimeout = callTimeout;
    this.threads = threads;
    this.verifier = new IngressVerifier(replica::nowNanos, keys);
    this.observer = observer;
  }

  /** Takes a call and answers at once: {@code 202}, or {@code 200} with the reason of a refusal. */
  CompletableFuture<Reply> callAsync(Principal effectiveCanister, Bytes body) {
    return submit(effectiveCanister, Envelope.read(body, "call"))
        .thenApplyAsync(
            admission ->
                admission instanceof Admission.Refused refused
                    ? Reply.cbor(
                        rejection(new CborWriter().selfDescribe().map(3), refused.reason()))
                    : Reply.accepted());
  }

  /** Takes a call and answers with its certificate, or {@code 202} where it takes too long. */
  CompletableFuture<Reply> callSync(Principal effectiveCanister, Bytes body) {
    Envelope envelope = Envelope.read(body, "call");
    return submit(effectiveCanister, envelope)
        .thenCompose(
            admission ->
                admission instanceof Admission.Refused refused
                    ? CompletableFuture.completedFuture(refusal(refused.reason()))
                    : whenFinished((Admission.Accepted) admission, envelope.requestId()));
  }

  private static Reply refusal(Response.Rejected reason) {
    CborWriter out = new CborWriter().selfDescribe().map(4);
    out.key("status").text("non_replicated_rejection");
    return Reply.cbor(rejection(out, reason));
  }

  private static CborWriter rejection(CborWriter out, Response.Rejected reason) {
    return out.key("reject_code")
        .unsigned64(reason.rejectCode())
        .key("reject_message")
        .text(reason.message())
        .key("error_code")
        .text(reason.error().text());
  }

  private CompletableFuture<Reply> whenFinished(Admission.Accepted accepted, Bytes requestId) {
    return accepted
        .finished()
        .thenApply(done -> true)
        .completeOnTimeout(false, callTimeout.toNanos(), TimeUnit.NANOSECONDS)
        .thenApplyAsync(
            finished -> finished ? certifiedStatus(requestId) : Reply.accepted(), threads);
  }

  private Reply certifiedStatus(Bytes requestId) {
    Bytes certificate =
        replica.certifier().certificate(List.of(List.of(REQUEST_STATUS, requestId)));
    return Reply.cbor(
        new CborWriter()
            .selfDescribe()
            .map(2)
            .key("status")
            .text("replied")
            .key("certificate")
            .bytes(certificate));
  }

  private CompletableFuture<Admission> submit(Principal effectiveCanister, Envelope envelope) {
    Call call = call(envelope);
    Route.require(effectiveCanister, call);
    verifier.verify(envelope, call.canister());
    observe(ObservedRequest.Kind.CALL, call, envelope);
    return replica.submit(envelope.requestId(), call, effectiveCanister, envelope.expiryNanos());
  }

  private static Call call(Envelope envelope) {
    CborMap content = envelope.content();
    return new Call(
        envelope.sender(),
        Envelope.principal(content, "canister_id"),
        content.text("method_name"),
        content.bytes("arg"));
  }

  private void observe(ObservedRequest.Kind kind, Call call, Envelope envelope) {
    observer.accept(
        new ObservedRequest(
            kind, call.canister(), call.method(), call.argument(), envelope.requestId()));
  }

  CompletableFuture<Reply> query(Principal effectiveCanister, Bytes body) {
    Envelope envelope = Envelope.read(body, "query");
    Call call = call(envelope);
    Route.require(effectiveCanister, call);
    verifier.verify(envelope, call.canister());
    observe(ObservedRequest.Kind.QUERY, call, envelope);
    return replica
        .query(call)
        .thenApplyAsync(response -> signed(response, envelope.requestId()), threads);
  }

  private Reply signed(Response response, Bytes requestId) {
    Map<String, Object> fields = new LinkedHashMap<>();
    CborWriter out = new CborWriter().selfDescribe();
    if (response instanceof Response.Replied replied) {
      fields.put("status", "replied");
      fields.put("reply", new CborMap(Map.of("arg", replied.reply())));
      out.map(3).key("status").text("replied");
      out.key("reply").map(1).key("arg").bytes(replied.reply());
    } else if (response instanceof Response.Rejected rejected) {
      fields.put("status", "rejected");
      fields.put("reject_code", rejected.rejectCode());
      fields.put("reject_message", rejected.message());
      fields.put("error_code", rejected.error().text());
      out.map(5).key("status").text("rejected");
      rejection(out, rejected);
    }
    long now = replica.nowNanos();
    fields.put("timestamp", now);
    fields.put("request_id", requestId);
    Bytes signature = keys.signAsNode(Bytes.concat(RESPONSE, RequestId.of(fields)));
    out.key("signatures").array(1).map(3);
    out.key("timestamp").unsigned64(now);
    out.key("signature").bytes(signature);
    out.key("identity").bytes(keys.nodeId().raw());
    return Reply.cbor(out);
  }
}
