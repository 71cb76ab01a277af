package icws.gateway.wire.poc;

import icws.gateway.wire.CanisterCall;
import icws.gateway.wire.CanisterMessage;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.MessageBatch;
import icws.gateway.wire.ProtocolException;
import icws.gateway.wire.Replies;
import icws.gateway.wire.ReplyException;
import icws.gateway.wire.WireProtocol;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The protocol of the original proof of concept.
 *
 * <p>A client's frames are CBOR maps, with or without the self-describe tag: first {@code
 * {client_canister_id, sig}} with {@code {canister_id, client_id}} inside, then {@code {sig, val}}
 * with {@code {client_id, sequence_num, timestamp, message}} inside, which go to the canister byte
 * for byte. A frame to a client is an untagged {@code {key, val, cert, tree}}.
 */
public final class PocProtocol implements WireProtocol {
  /** What this protocol is called. */
  public static final String NAME = "poc";

  private static final String OPENING_FIELD = "client_canister_id";
  private static final int SIGNATURE_BYTES = 64;

  @Override
  public String name() {
    return NAME;
  }

  /** In this protocol the client speaks first. */
  @Override
  public Optional<Bytes> greeting() {
    return Optional.empty();
  }

  @Override
  public ClientFrame read(Bytes frame) {
    try {
      CborMap fields = CborMap.read(frame);
      return fields.has(OPENING_FIELD) ? opening(fields) : message(frame, fields);
    } catch (CborException e) {
      throw new ProtocolException(CloseReason.BAD_FRAME, String.valueOf(e.getMessage()), e);
    }
  }

  private static ClientFrame.Opening opening(CborMap fields) {
    Bytes content = fields.bytes(OPENING_FIELD);
    Bytes signature = signature(fields);
    CborMap inner = CborMap.read(content);
    long clientId = inner.unsigned64("client_id");
    return new ClientFrame.Opening(
        canisterId(inner.text("canister_id")),
        new ClientKey.Numbered(clientId),
        new CanisterCall.Update(
            "ws_open", Candid.encode(CandidValue.blob(content), CandidValue.blob(signature))),
        new RegisteredKeyProof(clientKey(clientId), content, signature),
        // The canister knows when a registration ends, and ends it.
        Optional.empty());
  }

  private static ClientFrame.Message message(Bytes frame, CborMap fields) {
    CborMap inner = CborMap.read(fields.bytes("val"));
    signature(fields);
    // Only their shape counts here; what they say is between the client and the canister.
    inner.unsigned64("sequence_num");
    inner.unsigned64("timestamp");
    inner.bytes("message");
    return new ClientFrame.Message(
        new ClientKey.Numbered(inner.unsigned64("client_id")),
        new CanisterCall.Update("ws_message", Candid.encode(CandidValue.blob(frame))));
  }

  private static Bytes signature(CborMap fields) {
    Bytes signature = fields.bytes("sig");
    if (signature.size() != SIGNATURE_BYTES) {
      throw new ProtocolException(
          CloseReason.BAD_FRAME, "field sig has " + signature.size() + " bytes, not 64");
    }
    return signature;
  }

  private static Principal canisterId(String text) {
    Principal canister;
    try {
      canister = Principal.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(
          CloseReason.BAD_FRAME, "canister_id is not a principal: " + e.getMessage(), e);
    }
    if (!canister.canBeCanister()) {
      throw new ProtocolException(CloseReason.BAD_FRAME, "canister_id is not a canister's");
    }
    return canister;
  }

  /** Not of the original proof of concept, whose canisters do not have it. */
  @Override
  public CanisterCall together(List<ClientFrame.Message> messages) {
    return new CanisterCall.Update(
        "ws_messages",
        Candid.encode(CandidValue.vec(messages.stream().map(PocProtocol::frame).toList())));
  }

  private static CandidValue frame(ClientFrame.Message message) {
    return Candid.decode(message.send().argument()).get(0);
  }

  @Override
  public CanisterCall close(ClientKey client) {
    return new CanisterCall.Update("ws_close", nat64(((ClientKey.Numbered) client).id()));
  }

  /** In this protocol a refusal is a mere false. */
  @Override
  public Optional<CanisterCall> inquiry(ClientKey client) {
    return Optional.of(clientKey(((ClientKey.Numbered) client).id()));
  }

  private static CanisterCall clientKey(long client) {
    return new CanisterCall.Query("ws_get_client_key", nat64(client));
  }

  @Override
  public CanisterCall poll(long nonce) {
    return new CanisterCall.Query("ws_get_messages", nat64(nonce));
  }

  @Override
  public Optional<String> readRefusal(Bytes reply) {
    return Replies.read("the call", reply, PocProtocol::refusal);
  }

  @Override
  public List<Optional<String>> readRefusals(Bytes reply, int count) {
    return Replies.read("ws_messages", reply, consents -> refusals(consents, count));
  }

  private static List<Optional<String>> refusals(CandidValue consents, int count) {
    List<CandidValue> each = consents.asVec();
    if (each.size() != count) {
      throw new ReplyException("ws_messages: " + each.size() + " answers to " + count);
    }
    return each.stream().map(PocProtocol::refusal).toList();
  }

  private static Optional<String> refusal(CandidValue consent) {
    return consent.asBool() ? Optional.empty() : Optional.of("the canister answered false");
  }

  /** There is nothing in it; a canister that does not have the client traps. */
  @Override
  public Optional<String> readClosing(Bytes reply) {
    return Optional.empty();
  }

  @Override
  public MessageBatch readBatch(Bytes reply, Principal gateway, long nonce) {
    return new BatchReader(gateway, nonce).read(reply);
  }

  /** One nonce counts the messages of the whole canister. */
  @Override
  public boolean hasGaplessNonces() {
    return false;
  }

  /** A canister may go on counting where it was when the client was open before. */
  @Override
  public OptionalLong firstSequence() {
    return OptionalLong.empty();
  }

  @Override
  public Bytes frame(MessageBatch batch, CanisterMessage message) {
    return batch.frame("val", message);
  }

  private static Bytes nat64(long value) {
    return Candid.encode(CandidValue.nat64(value));
  }
}
