package icws.client;

import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/** How the connections of one socket are opened, each with a client of its own. Thread-safe. */
interface Opening {

  /** What a client is before it has a socket; fails where its canister does not register it. */
  CompletableFuture<Introduction> introduce();

  /** Connects a listener with the gateway. */
  CompletableFuture<WebSocket> connect(WebSocket.Listener listener);

  /** How long the two may take together, until the canister has confirmed the client. */
  Duration connectTimeout();

  /** How many bytes may wait to be sent on one connection. */
  long maxWaitingBytes();

  /** For deadlines and delays. */
  ScheduledExecutorService timers();
}
