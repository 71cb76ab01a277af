package icws.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;

/**
 * A client of the PoC protocol, once it is registered at its canister. It answers the canister's
 * heartbeats by itself.
 */
public final class PocClient extends GatewayClient {
  private final String canister;
  private final ClientKeys keys;
  private final long id;
  private final Arrivals<Long> heartbeats = new Arrivals<>();
  private final CompletableFuture<String> dismissal = new CompletableFuture<>();
  private volatile boolean answers = true;

  /**
   * @param keys whose public key is registered
   * @param id what the canister answered to that
   */
  public PocClient(String canister, ClientKeys keys, long id, FrameCheck check) {
    super(check, 0, "val");
    this.canister = canister;
    this.keys = keys;
    this.id = id;
  }

  public long id() {
    return id;
  }

  /** Leaves the canister's heartbeats without an answer from now on. */
  public void stopAnswering() {
    answers = false;
  }

  /** The canister's next heartbeat: how many messages have arrived there. */
  public CompletableFuture<Long> nextHeartbeat() {
    return heartbeats.next();
  }

  /** Completes with the reason when the canister says that it has closed this client. */
  public CompletableFuture<String> dismissal() {
    return dismissal.copy();
  }

  public byte[] firstFrame() {
    byte[] opening = PocFrames.opening(canister, id);
    return PocFrames.firstFrame(opening, keys.sign(opening));
  }

  @Override
  public byte[] nextFrame(String text) {
    byte[] message = PocFrames.message(id, nextSequence(), text);
    return PocFrames.laterFrame(message, keys.sign(message));
  }

  @Override
  void begin() {
    socket().send(firstFrame());
  }

  @Override
  boolean isMine(JsonNode message) {
    return message.required("client_id").longValue() == id;
  }

  @Override
  void take(JsonNode message) {
    require(!dismissal.isDone(), "a message after the last one: " + message);
    byte[] content = Cbor.bytes(message, "message");
    if (message.has("heartbeat")) {
      require(content.length == 0, "a heartbeat with a message: " + message);
      takeHeartbeat(message.required("heartbeat").longValue());
    } else if (message.has("closed")) {
      dismissal.complete(message.required("closed").textValue());
    } else {
      heard(Cbor.read(content).required("text").textValue());
    }
  }

  private void takeHeartbeat(long arrived) {
    heartbeats.add(arrived);
    if (answers) {
      answer();
    }
  }

  private synchronized void answer() {
    // Under the lock, as texts are: the messages leave in the order of their numbers.
    byte[] message = PocFrames.heartbeat(id, nextSequence(), lastHeard() + 1);
    socket().send(PocFrames.laterFrame(message, keys.sign(message)));
  }
}
