package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.CertifiedTime;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborMap;
import icws.ic.cbor.CborWriter;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A request as it travels: content, and who signed it (interface specification, "Authentication").
 * One that was read from the network has a shape only; nothing about its signature is checked here.
 *
 * @param content the request
 * @param publicKeyDer the sender's key; empty when anonymous
 * @param signature over {@link #signedBytes}; empty when anonymous
 * @param delegations from the sender's key to the one that signed
 */
public record Envelope(
    CborMap content,
    Optional<Bytes> publicKeyDer,
    Optional<Bytes> signature,
    List<SignedDelegation> delegations) {

  private static final Bytes DOMAIN = Sha256.domain("ic-request");
  private static final int MAX_DELEGATIONS = 20;
  private static final int MAX_NONCE = 32;

  /** Interface specification, "Request: Call". */
  private static final Set<String> CALL_FIELDS =
      Set.of(
          "request_type",
          "nonce",
          "ingress_expiry",
          "sender",
          "canister_id",
          "method_name",
          "arg",
          "sender_info");

  public Envelope {
    delegations = List.copyOf(delegations);
  }

  /** Makes a request in an identity's name; the identity's fields are not part of the content. */
  public static Envelope sign(Map<String, Object> content, Identity identity) {
    CborMap map = CborMap.of(content);
    if (identity.principal().isAnonymous()) {
      return new Envelope(map, Optional.empty(), Optional.empty(), List.of());
    }
    return new Envelope(
        map,
        Optional.of(identity.publicKeyDer()),
        Optional.of(identity.sign(Bytes.concat(DOMAIN, RequestId.of(map)))),
        identity.delegations());
  }

  /**
   * Reads an envelope, a stranger's for instance.
   *
   * @throws CborException if the bytes are not an envelope
   */
  public static Envelope decode(Bytes cbor) {
    CborMap envelope = CborMap.read(cbor);
    List<CborMap> chain = envelope.list("sender_delegation", CborMap.class);
    if (chain.size() > MAX_DELEGATIONS) {
      throw new CborException("a chain of " + chain.size() + " delegations");
    }
    return new Envelope(
        envelope.map("content"),
        envelope.optionalBytes("sender_pubkey"),
        envelope.optionalBytes("sender_sig"),
        chain.stream().map(Envelope::delegation).toList());
  }

  /**
   * Reads the envelope of a call as the network does: with the fields that calls have and no other,
   * for the network leaves others out of what it hashes.
   *
   * @throws CborException if the bytes are no such envelope
   */
  public static Envelope decodeCall(Bytes cbor) {
    Envelope call = decode(cbor);
    CborMap content = call.content;
    content.requireOnly(CALL_FIELDS);
    if (!call.requestType().equals("call")) {
      throw new CborException("request_type is not call");
    }
    if (content.optionalBytes("nonce").filter(nonce -> nonce.size() > MAX_NONCE).isPresent()) {
      throw new CborException("field nonce has more than " + MAX_NONCE + " bytes");
    }
    if (!call.canister().canBeCanister()) {
      throw new CborException("canister_id is not a canister's");
    }
    return call;
  }

  /** The envelope in CBOR, as it is posted. */
  public Bytes encode() {
    int fields = 1 + (publicKeyDer.isPresent() ? 1 : 0) + (signature.isPresent() ? 1 : 0);
    CborWriter out = new CborWriter().selfDescribe().map(fields + (delegations.isEmpty() ? 0 : 1));
    out.key("content").value(content);
    publicKeyDer.ifPresent(key -> out.key("sender_pubkey").bytes(key));
    signature.ifPresent(bytes -> out.key("sender_sig").bytes(bytes));
    if (!delegations.isEmpty()) {
      out.key("sender_delegation").array(delegations.size());
      delegations.forEach(link -> write(link, out));
    }
    return out.toBytes();
  }

  /** The request's id, 32 bytes (interface specification, "Request ids"). */
  public Bytes requestId() {
    return RequestId.of(content);
  }

  /** What the sender signs, domain separator included. */
  public Bytes signedBytes() {
    return signedBytes(requestId());
  }

  /** What the sender of a request with this id signs, domain separator included. */
  static Bytes signedBytes(Bytes requestId) {
    return Bytes.concat(DOMAIN, requestId);
  }

  /** {@code call}, {@code query} or {@code read_state}. */
  public String requestType() {
    return content.text("request_type");
  }

  /** Who the request says that it is from. */
  public Principal sender() {
    return content.principal("sender");
  }

  /** The canister that is called or queried. */
  public Principal canister() {
    return content.principal("canister_id");
  }

  /** The method that is called. */
  public String method() {
    return content.text("method_name");
  }

  /** The argument, in Candid. */
  public Bytes arg() {
    return content.bytes("arg");
  }

  /** From when on the network refuses the request. */
  public Instant ingressExpiry() {
    return instant(content.integer("ingress_expiry"), "ingress_expiry");
  }

  /** From when on who signed may sign no longer: the earliest end of a delegation. */
  public Optional<Instant> delegationExpiry() {
    return delegations.stream()
        .map(link -> link.delegation().expiry())
        .min(Comparator.naturalOrder());
  }

  /** From when on the network refuses the request, or who signed it may do so no longer. */
  public Instant expiry() {
    Instant ingress = ingressExpiry();
    return delegationExpiry().filter(ingress::isAfter).orElse(ingress);
  }

  private static void write(SignedDelegation link, CborWriter out) {
    Delegation delegation = link.delegation();
    int optional =
        (int)
            Stream.of(delegation.targets(), delegation.permissions())
                .filter(Optional::isPresent)
                .count();
    out.map(2).key("delegation").map(2 + optional);
    out.key("pubkey").bytes(delegation.publicKeyDer());
    out.key("expiration").value(delegation.expiryNanos());
    delegation.targets().ifPresent(targets -> write(targets, out.key("targets")));
    delegation.permissions().ifPresent(kinds -> out.key("permissions").text(kinds));
    out.key("signature").bytes(link.signature());
  }

  private static void write(List<Principal> targets, CborWriter out) {
    out.array(targets.size());
    targets.forEach(target -> out.bytes(target.raw()));
  }

  private static SignedDelegation delegation(CborMap link) {
    CborMap delegation = link.map("delegation");
    return new SignedDelegation(
        new Delegation(
            delegation.bytes("pubkey"),
            instant(delegation.integer("expiration"), "expiration"),
            targets(delegation),
            delegation.optionalText("permissions")),
        link.bytes("signature"));
  }

  private static Optional<List<Principal>> targets(CborMap delegation) {
    return delegation.has("targets")
        ? Optional.of(
            delegation.list("targets", Bytes.class).stream().map(Envelope::target).toList())
        : Optional.empty();
  }

  private static Principal target(Bytes raw) {
    if (raw.size() > Principal.MAX_BYTES) {
      throw new CborException("a delegation target is too long for a principal");
    }
    return Principal.of(raw);
  }

  private static Instant instant(BigInteger nanos, String field) {
    try {
      return CertifiedTime.instant(nanos);
    } catch (IllegalArgumentException e) {
      throw new CborException("field " + field + " is not a time in nanoseconds", e);
    }
  }
}
