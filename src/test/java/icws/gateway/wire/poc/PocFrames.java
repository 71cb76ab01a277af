package icws.gateway.wire.poc;

import icws.ic.Bytes;
import icws.ic.cbor.CborWriter;

/** The frames of a client, as its library makes them. */
public final class PocFrames {

  public static final Bytes SOME_SIGNATURE = Bytes.wrap(new byte[64]);

  private PocFrames() {}

  public static Bytes openingContent(String canisterId, long clientId) {
    return new CborWriter()
        .selfDescribe()
        .map(2)
        .key("canister_id")
        .text(canisterId)
        .key("client_id")
        .unsigned64(clientId)
        .toBytes();
  }

  public static Bytes opening(Bytes content, Bytes signature) {
    return new CborWriter()
        .selfDescribe()
        .map(2)
        .key("client_canister_id")
        .bytes(content)
        .key("sig")
        .bytes(signature)
        .toBytes();
  }

  public static Bytes opening(String canisterId, long clientId) {
    return opening(openingContent(canisterId, clientId), SOME_SIGNATURE);
  }

  public static Bytes content(long clientId, long sequenceNumber, String text) {
    return new CborWriter()
        .selfDescribe()
        .map(4)
        .key("client_id")
        .unsigned64(clientId)
        .key("sequence_num")
        .unsigned64(sequenceNumber)
        .key("timestamp")
        .unsigned64(1_700_000_000_000_000_000L)
        .key("message")
        .bytes(new CborWriter().map(1).key("text").text(text).toBytes())
        .toBytes();
  }

  public static Bytes message(long clientId, long sequenceNumber, String text) {
    return new CborWriter()
        .selfDescribe()
        .map(2)
        .key("sig")
        .bytes(SOME_SIGNATURE)
        .key("val")
        .bytes(content(clientId, sequenceNumber, text))
        .toBytes();
  }
}
