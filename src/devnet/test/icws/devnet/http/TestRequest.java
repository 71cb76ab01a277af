package icws.devnet.http;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.cbor.CborMap;
import icws.ic.cbor.CborWriter;
import icws.ic.identity.RequestId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds request bodies as agents do, and wrong ones as no agent would. */
final class TestRequest {
  private static final Bytes REQUEST = Sha256.domain("ic-request");
  private static final Bytes DELEGATION = Sha256.domain("ic-request-auth-delegation");

  private final Map<String, Object> content = new LinkedHashMap<>();
  private final List<CborMap> delegations = new ArrayList<>();
  private Optional<TestKey> sender = Optional.empty();
  private Optional<TestKey> signer = Optional.empty();

  private TestRequest(String type, long expiryNanos) {
    content.put("request_type", type);
    content.put("ingress_expiry", expiryNanos);
    content.put("sender", Principal.ANONYMOUS.raw());
  }

  static TestRequest call(Principal canister, String method, Bytes argument, long expiryNanos) {
    return new TestRequest("call", expiryNanos).about(canister, method, argument);
  }

  static TestRequest query(Principal canister, String method, Bytes argument, long expiryNanos) {
    return new TestRequest("query", expiryNanos).about(canister, method, argument);
  }

  static TestRequest readState(List<List<Bytes>> paths, long expiryNanos) {
    return new TestRequest("read_state", expiryNanos).with("paths", paths);
  }

  private TestRequest about(Principal canister, String method, Bytes argument) {
    return with("canister_id", canister.raw()).with("method_name", method).with("arg", argument);
  }

  TestRequest with(String field, Object value) {
    content.put(field, value);
    return this;
  }

  TestRequest without(String field) {
    content.remove(field);
    return this;
  }

  /** Sent and signed by the owner of the key. */
  TestRequest from(TestKey key) {
    sender = Optional.of(key);
    signer = Optional.of(key);
    return with("sender", key.principal().raw());
  }

  /** Signed by another key than the sender's. */
  TestRequest signedBy(TestKey key) {
    signer = Optional.of(key);
    return this;
  }

  /** Adds a link: the last key in the chain trusts {@code to}, which signs from here on. */
  TestRequest delegatedTo(TestKey to, long expirationNanos, Principal... targets) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("pubkey", to.publicKeyDer());
    fields.put("expiration", expirationNanos);
    if (targets.length > 0) {
      fields.put("targets", List.of(targets).stream().map(Principal::raw).toList());
    }
    CborMap delegation = CborMap.read(encode(fields));
    Bytes signature = signer.orElseThrow().sign(Bytes.concat(DELEGATION, RequestId.of(delegation)));
    delegations.add(CborMap.read(encode(Map.of("delegation", fields, "signature", signature))));
    return signedBy(to);
  }

  /** The id that the request's status is found under. */
  Bytes id() {
    return RequestId.of(CborMap.read(encode(content)));
  }

  Bytes body() {
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("content", content);
    sender.ifPresent(key -> envelope.put("sender_pubkey", key.publicKeyDer()));
    signer.ifPresent(key -> envelope.put("sender_sig", key.sign(Bytes.concat(REQUEST, id()))));
    if (!delegations.isEmpty()) {
      envelope.put("sender_delegation", delegations);
    }
    return encode(envelope);
  }

  /** A map as CBOR. */
  static Bytes encode(Map<String, ?> map) {
    CborWriter out = new CborWriter().selfDescribe();
    write(out, map);
    return out.toBytes();
  }

  private static void write(CborWriter out, Object value) {
    if (value instanceof Map<?, ?> map) {
      out.map(map.size());
      map.forEach(
          (key, field) -> {
            out.key(String.valueOf(key));
            write(out, field);
          });
    } else if (value instanceof CborMap map) {
      write(out, map.values());
    } else if (value instanceof List<?> list) {
      out.array(list.size());
      list.forEach(element -> write(out, element));
    } else if (value instanceof Bytes bytes) {
      out.bytes(bytes);
    } else if (value instanceof String text) {
      out.text(text);
    } else {
      out.unsigned64(((Number) value).longValue());
    }
  }
}
