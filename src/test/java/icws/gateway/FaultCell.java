package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.Variant;
import icws.client.GatewayClient;
import icws.client.GatewaySocket;
import icws.faults.FaultProxy;
import icws.faults.ProxiedRequest;
import icws.gateway.canister.Failure;
import icws.gateway.relay.PollInterval;
import icws.gateway.relay.RelaySettings;
import icws.gateway.relay.RetryPolicy;
import icws.ic.Principal;
import icws.ic.agent.AgentTimings;
import icws.ic.agent.HttpLimits;
import icws.ic.agent.Network;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One trouble that strikes at one stage of a session's life: what becomes of the client, of its
 * messages, of its canister and of a bystander, a client of another canister.
 *
 * <p>Each run has a proxy and a gateway of its own; the victim's canister is nobody else's.
 */
final class FaultCell {
  private static final int MESSAGES = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SHORT_PATIENCE = Duration.ofMillis(400);
  private static final Duration SLOW_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** The stages of a session's life, and the method that is called or polled in each. */
  enum Stage {
    AUTHENTICATING("ws_get_client_key"),
    OPENING("ws_open"),
    /** Messages of the client are on their way. */
    MESSAGE("ws_message"),
    /** Messages of the canister are. */
    POLLED("ws_get_messages"),
    LEAVING("ws_close");

    private final String method;

    Stage(String method) {
      this.method = method;
    }

    private boolean isOpen() {
      return compareTo(OPENING) > 0;
    }
  }

  /**
   * What is to come of trouble that outlasts the patience.
   *
   * @param code the victim's close code; 0 where it has left by itself
   * @param toldOfEnd whether {@code ws_close} reaches its canister while the trouble lasts; if not,
   *     it does afterwards
   */
  record Loss(int code, boolean toldOfEnd) {}

  private final LocalNetwork network;
  private final Principal canister;
  private final Principal other;
  private final String protocol;
  private final Stage stage;
  private final Trouble trouble;
  private boolean strikesOnce;

  /**
   * @param canister the victim's
   * @param other the bystander's
   */
  FaultCell(
      LocalNetwork network,
      Principal canister,
      Principal other,
      String protocol,
      Stage stage,
      Trouble trouble) {
    this.network = network;
    this.canister = canister;
    this.other = other;
    this.protocol = protocol;
    this.stage = stage;
    this.trouble = trouble;
  }

  /** Trouble that passes costs nobody anything but time. */
  void passes() throws InterruptedException {
    try (FaultProxy proxy = FaultProxy.start(network.url());
        InProcessGateway gateway = gateway(proxy, PATIENCE);
        GatewayClient bystander = joined(gateway, other)) {
      GatewayClient victim = begin(proxy, gateway, bystander);
      gateway.answers().awaitFailures(canister, stage.method, trouble.isSlow() ? 1 : 2);
      if (!trouble.isNetworkWide()) {
        serve(bystander, "meanwhile");
      }
      proxy.heal();

      if (stage != Stage.LEAVING) {
        assertNothingLost(victim);
        victim.close();
      }
      awaitEnd(gateway, victim.socket());
      awaitClosing(proxy);
      assertEquals(1, closings(proxy), "ws_close");
      assertEquals(0, gateway.statistics().circuitsOpened(), "circuits");
      assertTrue(
          gateway.answers().failures(canister, stage.method).stream().allMatch(Failure::isPassing));
      assertTrue(bystander.socket().isOpen(), "the bystander is closed");
    }
  }

  /** A single answer that is wrong costs nobody anything. */
  void strikesOnce() throws InterruptedException {
    try (FaultProxy proxy = FaultProxy.start(network.url());
        InProcessGateway gateway = gateway(proxy, PATIENCE);
        GatewayClient bystander = joined(gateway, other)) {
      strikesOnce = true;
      GatewayClient victim = begin(proxy, gateway, bystander);
      if (stage != Stage.LEAVING) {
        assertNothingLost(victim);
        assertTrue(victim.socket().isOpen(), "the victim is closed");
        victim.close();
      }
      awaitEnd(gateway, victim.socket());
      awaitClosing(proxy);
      assertEquals(1, closings(proxy), "ws_close");
      assertEquals(0, gateway.statistics().circuitsOpened(), "circuits");
    }
  }

  /** Trouble that outlasts the patience costs its own canister's clients the connection. */
  void lasts(Loss loss) throws InterruptedException {
    try (FaultProxy proxy = FaultProxy.start(network.url());
        InProcessGateway gateway = gateway(proxy, SHORT_PATIENCE);
        GatewayClient bystander = joined(gateway, other)) {
      GatewayClient victim = begin(proxy, gateway, bystander);
      if (stage != Stage.LEAVING) {
        GatewaySocket.Closure closure = victim.socket().awaitClosure();
        assertEquals(loss.code(), closure.code(), closure::reason);
      }
      awaitEnd(gateway, victim.socket());
      assertEquals(loss.toldOfEnd(), closings(proxy) > 0, "ws_close");
      if (opensCircuit()) {
        awaitCircuit(gateway);
        assertTrue(gateway.statistics().circuitsOpened() > 0, "the circuit did not open");
      }
      if (gateway.circuits().open() > 0 && !trouble.isNetworkWide()) {
        assertRefusedAtOnce(gateway);
      }
      if (!trouble.isNetworkWide()) {
        serve(bystander, "unharmed");
      }
      proxy.heal();
      if (stage != Stage.AUTHENTICATING) {
        awaitClosing(proxy);
      }
    }
  }

  /** The session of a client that has left ends with the first closing that fails. */
  private void awaitCircuit(InProcessGateway gateway) throws InterruptedException {
    int failures = 1;
    while (stage == Stage.LEAVING && gateway.statistics().circuitsOpened() == 0) {
      gateway.answers().awaitFailures(canister, stage.method, failures++);
    }
  }

  /** What the client may have provoked does not count against its canister; polls are nobody's. */
  private boolean opensCircuit() {
    boolean mayBeItsFault =
        trouble.isUnconfirmedNo()
            || (trouble == Trouble.OTHER_TYPES && stage == Stage.AUTHENTICATING);
    return stage == Stage.POLLED || !mayBeItsFault;
  }

  private GatewayClient begin(FaultProxy proxy, InProcessGateway gateway, GatewayClient bystander)
      throws InterruptedException {
    GatewayClient victim = client(canister);
    if (stage.isOpen()) {
      victim.join(gateway.connect(protocol));
    }
    // The other canister's newest message is younger than any of the victim's.
    serve(bystander, "before");
    strike(proxy);
    switch (stage) {
      case AUTHENTICATING, OPENING -> victim.open(gateway.connect(protocol));
      case MESSAGE, POLLED -> say(victim, 0);
      case LEAVING -> victim.close();
    }
    return victim;
  }

  private void strike(FaultProxy proxy) {
    Predicate<ProxiedRequest> which = ProxiedRequest.about(canister, stage.method);
    if (strikesOnce) {
      trouble.strikeOnce(proxy, ProxiedRequest.of(canister, stage.method), other);
      return;
    }
    if (!trouble.isNetworkWide()) {
      trouble.begin(proxy, which, other);
      return;
    }
    // The network goes away with the first request of this stage.
    proxy.inject(which, exchange -> trouble.begin(proxy, which, other));
  }

  private void assertNothingLost(GatewayClient victim) {
    if (!stage.isOpen()) {
      assertEquals("ping", victim.hear());
      say(victim, 0);
    }
    say(victim, MESSAGES);
    for (int i = 0; i < 2 * MESSAGES; i++) {
      assertEquals("text " + i + " ping", victim.hear());
    }
  }

  private static void say(GatewayClient client, int first) {
    for (int i = first; i < first + MESSAGES; i++) {
      client.say("text " + i);
    }
  }

  private static void serve(GatewayClient client, String text) {
    client.say(text);
    assertEquals(text + " ping", client.hear());
  }

  private void assertRefusedAtOnce(InProcessGateway gateway) {
    GatewayClient late = client(canister);
    late.open(gateway.connect(protocol));
    assertEquals(
        new GatewaySocket.Closure(1013, "this canister does not answer at present"),
        late.socket().awaitClosure());
  }

  private static void awaitEnd(InProcessGateway gateway, GatewaySocket socket) {
    gateway.ended(socket).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** A closing that fails outlasts its session. */
  private void awaitClosing(FaultProxy proxy) throws InterruptedException {
    assertTrue(
        proxy.carriedOut().await(ProxiedRequest.of(canister, "ws_close"), 1, PATIENCE),
        "the canister was never told");
  }

  /** The same call that is submitted again is one. */
  private long closings(FaultProxy proxy) {
    return proxy.carriedOut().countDistinct(ProxiedRequest.of(canister, "ws_close"));
  }

  private GatewayClient joined(InProcessGateway gateway, Principal at) {
    GatewayClient client = client(at);
    client.join(gateway.connect(protocol));
    return client;
  }

  private GatewayClient client(Principal at) {
    return protocol.equals("v1") ? network.clientV1(at) : network.register(at);
  }

  private InProcessGateway gateway(FaultProxy proxy, Duration patience) {
    Duration first = Duration.ofMillis(20);
    RelaySettings settings =
        Variant.of(RelaySettings.defaults())
            .with(RelaySettings::firstFrameTimeout, PATIENCE)
            .with(RelaySettings::pollInterval, new PollInterval(first, Duration.ofMillis(100), 1.5))
            .with(
                RelaySettings::retryPolicy,
                new RetryPolicy(first, Duration.ofMillis(100), patience))
            // Nobody is let through while a test looks.
            .with(RelaySettings::circuitCooldown, Duration.ofHours(1))
            .made();
    Duration timeout = trouble.isSlow() ? SLOW_TIMEOUT : TIMEOUT;
    AgentTimings timings =
        Variant.of(AgentTimings.defaults())
            .with(AgentTimings::query, timeout)
            .with(AgentTimings::call, timeout)
            .with(AgentTimings::firstPoll, first)
            .with(AgentTimings::lastPoll, first)
            .made();
    HttpLimits limits =
        Variant.of(HttpLimits.defaults())
            .with(HttpLimits::connectTimeout, timeout)
            .with(HttpLimits::maxReplyBytes, Trouble.MAX_REPLY_BYTES)
            .with(HttpLimits::maxInFlight, 256)
            .with(HttpLimits::maxWaiting, 4_096)
            .with(HttpLimits::requestsPerSecond, HttpLimits.UNLIMITED)
            .made();
    return new InProcessGateway(
        new Network(proxy.url(), network.rootKey()), settings, timings, limits);
  }

  @Override
  public String toString() {
    return protocol + " " + stage + " " + trouble;
  }
}
