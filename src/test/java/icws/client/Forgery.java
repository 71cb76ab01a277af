package icws.client;

import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.IOException;
import org.ic4j.types.Principal;

/** Frames that no client of ours makes, for tests of what the gateway does about them. */
public final class Forgery {
  private Forgery() {}

  /** Writes the entries of a map. */
  @FunctionalInterface
  public interface Fields {
    void writeTo(CBORGenerator generator) throws IOException;
  }

  /** A map of CBOR behind the self-describe tag, with whatever fields. */
  public static byte[] map(int size, Fields fields) {
    return Cbor.map(size, fields::writeTo);
  }

  /** What the first frame of the PoC protocol has signed. */
  public static byte[] pocOpening(String canister, long client) {
    return PocFrames.opening(canister, client);
  }

  /** The first frame of the PoC protocol, with any signature. */
  public static byte[] pocFirstFrame(byte[] opening, byte[] signature) {
    return PocFrames.firstFrame(opening, signature);
  }

  /** A call of protocol v1, in somebody's name, signed by anybody. */
  public static byte[] call(
      String canister,
      ClientIdentity sender,
      ClientIdentity signer,
      String method,
      byte[] argument) {
    return V1Frames.call(canister, sender, signer, method, argument);
  }

  /** A call that nobody has signed. */
  public static byte[] anonymousCall(String canister, String method, byte[] argument) {
    return V1Frames.anonymousCall(canister, method, argument);
  }

  /** The argument of {@code ws_open}. */
  public static byte[] opening(Principal gateway, long nonce) {
    return V1Candid.open(gateway, nonce);
  }

  /** The argument of {@code ws_message} with a text. */
  public static byte[] message(Principal client, long nonce, long sequence, String text) {
    long nowNanos = System.currentTimeMillis() * 1_000_000;
    return V1Candid.message(client, nonce, sequence, nowNanos, false, DemoText.candid(text));
  }

  /** The argument of {@code ws_close}. */
  public static byte[] closing(Principal client, long nonce) {
    return V1Candid.close(client, nonce);
  }
}
