package icws.gateway.wire.v1;

import icws.gateway.wire.CanisterCall;
import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.MessageBatch;
import icws.gateway.wire.Proof;
import icws.gateway.wire.ProtocolException;
import icws.gateway.wire.Replies;
import icws.gateway.wire.WireProtocol;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidException;
import icws.ic.candid.CandidValue;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborWriter;
import icws.ic.identity.EnvelopeVerifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The protocol of the published SDK and CDKs, version 1.
 *
 * <p>The gateway begins with {@code {gateway_principal}}. A client's frame is {@code {envelope}}: a
 * call of its canister, signed by the client, which goes there byte for byte; first of {@code
 * ws_open}, then of {@code ws_message} or {@code ws_close}. A frame to a client is an untagged
 * {@code {key, content, cert, tree}}.
 */
public final class V1Protocol implements WireProtocol {
  /** What this protocol is called. */
  public static final String NAME = "v1";

  private final Principal gateway;
  private final EnvelopeVerifier verifier;

  /**
   * @param gateway whom clients must name when they open
   * @param verifier checks the calls in the frames of clients
   */
  public V1Protocol(Principal gateway, EnvelopeVerifier verifier) {
    this.gateway = gateway;
    this.verifier = verifier;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Bytes> greeting() {
    return Optional.of(
        new CborWriter()
            .selfDescribe()
            .map(1)
            .key("gateway_principal")
            .bytes(gateway.raw())
            .toBytes());
  }

  @Override
  public ClientFrame read(Bytes frame) {
    try {
      SignedCall call = SignedCall.read(frame);
      // What costs little comes first.
      call.inspect(verifier);
      return switch (call.envelope().method()) {
        case "ws_open" -> opening(call);
        case "ws_message" -> message(call, call.argument().field("msg"));
        case "ws_close" -> message(call, call.argument());
        default -> throw badFrame("a call of another method than ws_open, ws_message, ws_close");
      };
    } catch (CborException | CandidException e) {
      throw new ProtocolException(CloseReason.BAD_FRAME, String.valueOf(e.getMessage()), e);
    }
  }

  private ClientFrame.Opening opening(SignedCall call) {
    CandidValue argument = call.argument();
    if (!argument.field("gateway_principal").asPrincipal().equals(gateway)) {
      throw badFrame("gateway_principal is another gateway's");
    }
    ClientKey client =
        new ClientKey.Signing(call.envelope().sender(), argument.field("client_nonce").asNat64());
    CanisterCall.Relayed open = call.relayed();
    return new ClientFrame.Opening(
        open.canister(), client, open, proof(call, open), call.envelope().delegationExpiry());
  }

  /**
   * @param named what has the field {@code client_key}
   */
  private ClientFrame.Message message(SignedCall call, CandidValue named) {
    ClientKey.Signing client = clientKey(named.field("client_key"));
    if (!client.principal().equals(call.envelope().sender())) {
      throw badFrame("client_key is not the sender's");
    }
    CanisterCall.Relayed send = call.relayed();
    return new ClientFrame.Message(client, send, proof(call, send));
  }

  private Proof proof(SignedCall call, CanisterCall.Relayed relayed) {
    return new SignatureProof(call.envelope(), relayed.requestId(), verifier);
  }

  private static ProtocolException badFrame(String why) {
    return new ProtocolException(CloseReason.BAD_FRAME, why);
  }

  @Override
  public CanisterCall together(List<ClientFrame.Message> messages) {
    throw new UnsupportedOperationException("clients have signed their calls");
  }

  @Override
  public List<Optional<String>> readRefusals(Bytes reply, int count) {
    throw new UnsupportedOperationException("clients have signed their calls");
  }

  @Override
  public CanisterCall close(ClientKey client) {
    ClientKey.Signing key = (ClientKey.Signing) client;
    return new CanisterCall.Update(
        "ws_close",
        Candid.encode(
            CandidValue.record(
                Map.of(
                    "client_key",
                    CandidValue.record(
                        Map.of(
                            "client_principal", CandidValue.principal(key.principal()),
                            "client_nonce", CandidValue.nat64(key.nonce())))))));
  }

  @Override
  public Optional<CanisterCall> inquiry(ClientKey client) {
    return Optional.empty();
  }

  @Override
  public CanisterCall poll(long nonce) {
    return new CanisterCall.Query(
        "ws_get_messages",
        Candid.encode(CandidValue.record(Map.of("nonce", CandidValue.nat64(nonce)))));
  }

  @Override
  public Optional<String> readRefusal(Bytes reply) {
    return Replies.read("the call", reply, V1Protocol::refusal);
  }

  @Override
  public Optional<String> readClosing(Bytes reply) {
    return readRefusal(reply);
  }

  @Override
  public MessageBatch readBatch(Bytes reply, Principal gateway, long nonce) {
    return new BatchReader(gateway, nonce).read(reply);
  }

  @Override
  public boolean hasGaplessNonces() {
    return true;
  }

  /** The number of the {@code OpenMessage}. */
  @Override
  public OptionalLong firstSequence() {
    return OptionalLong.of(1);
  }

  @Override
  public Bytes frame(MessageBatch batch, CanisterMessage message) {
    return batch.frame("content", message);
  }

  /** The text of an {@code Err}; empty for an {@code Ok}. */
  static Optional<String> refusal(CandidValue result) {
    if (!result.isVariant("Err")) {
      result.variant("Ok");
      return Optional.empty();
    }
    String why = result.variant("Err").asText();
    return Optional.of(why.isBlank() ? "the canister answered Err" : why);
  }

  static ClientKey.Signing clientKey(CandidValue key) {
    return new ClientKey.Signing(
        key.field("client_principal").asPrincipal(), key.field("client_nonce").asNat64());
  }
}
