package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import icws.ic.Bytes;
import icws.ic.Candid;
import icws.ic.CandidValue;
import icws.ic.Certificate;
import icws.ic.HashTree;
import icws.ic.Lookup;
import icws.ic.Outcome;
import icws.ic.Principal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * A client of the PoC protocol that believes nothing: every message's certificate, tree, receiver
 * and sequence number are checked before it counts.
 */
final class PocClient implements AutoCloseable {
  private final LocalNetwork network;
  private final Principal canister;
  private final ClientKeys keys;
  private final long id;
  private @Nullable TestSocket socket;
  private long sent;
  private long heard;

  private PocClient(LocalNetwork network, Principal canister, ClientKeys keys, long id) {
    this.network = network;
    this.canister = canister;
    this.keys = keys;
    this.id = id;
  }

  /** Makes a key pair and registers it at the canister. */
  static PocClient register(LocalNetwork network, Principal canister) {
    ClientKeys keys = ClientKeys.generate();
    Bytes argument = Candid.encode(CandidValue.blob(keys.rawPublicKey()));
    Outcome outcome = network.stranger().call(canister, "ws_register", argument).join();
    if (!(outcome instanceof Outcome.Replied replied)) {
      throw new AssertionError("not registered: " + outcome);
    }
    long id = Candid.decode(replied.arg()).get(0).asNat64();
    return new PocClient(network, canister, keys, id);
  }

  long id() {
    return id;
  }

  byte[] firstFrame() {
    byte[] opening = PocFrames.opening(canister.toString(), id);
    return PocFrames.firstFrame(opening, keys.sign(opening));
  }

  byte[] nextFrame(String text) {
    byte[] message = PocFrames.message(id, sent++, text);
    return PocFrames.laterFrame(message, keys.sign(message));
  }

  /** Opens on a fresh socket and waits for the canister's greeting. */
  void join(TestSocket fresh) throws InterruptedException {
    socket = fresh;
    fresh.send(firstFrame());
    assertEquals("ping", hear());
  }

  void say(String text) {
    socket().send(nextFrame(text));
  }

  /** The text of the next message, verified. */
  String hear() throws InterruptedException {
    JsonNode frame = PocFrames.read(socket().receive());
    byte[] content = PocFrames.bytes(frame, "val");
    requireCertified(frame, content);
    JsonNode message = PocFrames.read(content);
    assertEquals(id, message.required("client_id").longValue());
    assertEquals(heard++, message.required("sequence_num").longValue());
    return PocFrames.read(PocFrames.bytes(message, "message")).required("text").textValue();
  }

  TestSocket socket() {
    if (socket == null) {
      throw new IllegalStateException("not connected");
    }
    return socket;
  }

  @Override
  public void close() {
    socket().close();
  }

  private void requireCertified(JsonNode frame, byte[] content) {
    Certificate certificate =
        network.verifier().verify(Bytes.wrap(PocFrames.bytes(frame, "cert")), canister);
    HashTree tree = HashTree.decode(Bytes.wrap(PocFrames.bytes(frame, "tree")));
    assertEquals(
        new Lookup.Found(tree.digest()),
        certificate.lookup(Bytes.utf8("canister"), canister.raw(), Bytes.utf8("certified_data")));
    assertEquals(
        new Lookup.Found(Bytes.wrap(sha256(content))),
        tree.lookup(Bytes.utf8("websocket"), Bytes.utf8(frame.required("key").textValue())));
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
