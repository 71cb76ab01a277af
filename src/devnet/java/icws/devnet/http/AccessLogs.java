package icws.devnet.http;

import icws.devnet.replica.CanisterIds;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The access logs of canisters, live, for anybody who asks for {@code /logs/canister/<id>} by
 * WebSocket, as the boundary nodes have them (dfinity/ic, {@code ic_boundary}, {@code handlers.rs};
 * developer-docs, "Streaming access logs"): one message for each request to the canister that this
 * node has answered, limits of listeners, and an end with code 410 after a time without a line. For
 * the front's thread.
 */
final class AccessLogs {
  static final String PATH = "/logs/canister/";
  static final int MAX_OF_ADDRESS = 5;
  static final int MAX_OF_CANISTER = 1_000;

  private static final int GONE = 410;
  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /** Who listens to one canister's log. */
  private static final class Topic {
    private final List<LogListener> listeners = new ArrayList<>();
    private long usedNanos;
  }

  private final Duration idle;
  private final Bouncer bouncer;
  private final LongSupplier nanoClock;
  private final Map<Principal, Topic> topics = new HashMap<>();

  /**
   * @param idle after which time without a line listeners are sent away
   * @param bouncer says who gets nothing
   */
  AccessLogs(Duration idle, Bouncer bouncer, LongSupplier nanoClock) {
    this.idle = idle;
    this.bouncer = bouncer;
    this.nanoClock = nanoClock;
  }

  /**
   * Answers who asks for a log.
   *
   * @param head of the request, without its end
   */
  void answer(Arrival arrival, String head) throws IOException {
    InetAddress client = arrival.client();
    if (!bouncer.admits(client)) {
      arrival.key().interestOps(0);
      return;
    }
    try {
      subscribe(arrival, client, head);
    } catch (RefusedException e) {
      refuse(arrival, e);
    }
  }

  private void subscribe(Arrival arrival, InetAddress client, String head) {
    Map<String, String> headers = headers(head);
    String key = headers.get("sec-websocket-key");
    if (key == null || !"websocket".equalsIgnoreCase(headers.get("upgrade"))) {
      throw RefusedException.badRequest("This is for WebSockets");
    }
    Topic topic = topics.computeIfAbsent(canister(head), canister -> new Topic());
    requireRoom(topic, client);
    LogListener listener = new LogListener(arrival.key(), client, topic.listeners::remove);
    topic.listeners.add(listener);
    topic.usedNanos = nanoClock.getAsLong();
    listener.open(
        lines(
            "HTTP/1.1 101 Switching Protocols",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Accept: " + accept(key)));
  }

  /** A head, with its end. */
  private static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  private static Map<String, String> headers(String head) {
    Map<String, String> headers = new HashMap<>();
    head.lines()
        .skip(1)
        .map(line -> line.split(":", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> headers.put(pair[0].strip().toLowerCase(Locale.ROOT), pair[1].strip()));
    return headers;
  }

  private static Principal canister(String head) {
    String text = head.substring(("GET " + PATH).length()).split("[ ?\r\n]", 2)[0];
    Principal canister = Endpoints.principal(text);
    if (!CanisterIds.contains(canister)) {
      throw new RefusedException(
          RefusedException.NOT_FOUND, "The provided canister ID wasn't found in the routing table");
    }
    return canister;
  }

  private static void requireRoom(Topic topic, InetAddress client) {
    if (topic.listeners.stream().filter(each -> each.client().equals(client)).count()
        >= MAX_OF_ADDRESS) {
      throw tooMany("Too many subscribers from your IP address to this Canister");
    }
    if (topic.listeners.size() >= MAX_OF_CANISTER) {
      throw tooMany("Too many subscribers to this Canister");
    }
  }

  private static RefusedException tooMany(String text) {
    return new RefusedException(RefusedException.TOO_MANY_REQUESTS, text);
  }

  private static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  private static void refuse(Arrival arrival, RefusedException reason) throws IOException {
    byte[] text = String.valueOf(reason.getMessage()).getBytes(StandardCharsets.UTF_8);
    String head =
        lines(
            "HTTP/1.1 " + reason.status() + " Refused",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Length: " + text.length,
            "Connection: close");
    ByteBuffer response = ByteBuffer.allocate(head.length() + text.length);
    response.put(head.getBytes(StandardCharsets.US_ASCII));
    arrival.channel().write(response.put(text).flip());
    arrival.close();
  }

  /** Tells all who listen to the canister's log. */
  void tell(AccessLine line) {
    Topic topic = topics.get(line.canister());
    if (topic == null) {
      return;
    }
    topic.usedNanos = nanoClock.getAsLong();
    Bytes text = Bytes.utf8(line.json());
    for (LogListener listener : List.copyOf(topic.listeners)) {
      if (bouncer.silentNanos(listener.client()) == 0) {
        listener.tell(text);
      }
    }
  }

  /** Sends away those who listen to logs without lines. */
  void endIdle() {
    long now = nanoClock.getAsLong();
    for (Topic topic : topics.values()) {
      if (now - topic.usedNanos >= idle.toNanos()) {
        List.copyOf(topic.listeners).forEach(each -> each.end(GONE, "Closed due to inactivity"));
      }
    }
    topics.values().removeIf(topic -> topic.listeners.isEmpty());
  }
}
