package icws.gateway;

import icws.devnet.DevnetOptions;
import icws.faults.Fault;
import icws.faults.FaultProxy;
import icws.faults.Faults;
import icws.faults.Forger;
import icws.faults.ProxiedRequest;
import icws.ic.Principal;
import java.time.Duration;
import java.util.function.Predicate;

/** The ways of the Internet Computer to be away or to lie. */
enum Trouble {
  CONNECTION_REFUSED,
  CONNECT_TIMEOUT,
  ANSWER_TIMEOUT,
  /** The same, but what was asked for was done. */
  ANSWER_LOST,
  RESET,
  RESET_IN_REPLY,
  HTTP_429,
  HTTP_500,
  HTTP_503,
  GARBAGE,
  TRUNCATED,
  TRUNCATED_CHUNKS,
  OVERSIZE,
  ENDLESS,
  HUGE_LENGTH,
  WRONG_SHAPE,
  STALE_CERTIFICATE,
  OTHER_CANISTERS_CERTIFICATE,
  WRONG_SIGNATURE;

  /** For agents that are to meet such trouble. */
  static final int MAX_REPLY_BYTES = 256 << 10;

  /**
   * Begins to strike.
   *
   * @param which requests, where it strikes single ones
   * @param other a canister that has answered the same methods before
   */
  void begin(FaultProxy proxy, Predicate<ProxiedRequest> which, Principal other) {
    switch (this) {
      case CONNECTION_REFUSED -> proxy.refuseConnections();
      case CONNECT_TIMEOUT -> proxy.ignoreConnections();
      default -> proxy.inject(which, fault(proxy, other));
    }
  }

  private Fault fault(FaultProxy proxy, Principal other) {
    Forger forger = new Forger(DevnetOptions.DEFAULT_SEED);
    return switch (this) {
      case CONNECTION_REFUSED, CONNECT_TIMEOUT ->
          throw new IllegalStateException("no single request is struck by " + this);
      case ANSWER_TIMEOUT -> Faults.silence();
      case ANSWER_LOST -> Faults.silenceAfterwards();
      case RESET -> Faults.reset();
      case RESET_IN_REPLY -> Faults.resetInReply();
      case HTTP_429 -> Faults.status(429);
      case HTTP_500 -> Faults.status(500);
      case HTTP_503 -> Faults.status(503);
      case GARBAGE -> Faults.garbage();
      case TRUNCATED -> Faults.truncated();
      case TRUNCATED_CHUNKS -> Faults.truncatedChunks();
      case OVERSIZE -> Faults.oversize(2 * MAX_REPLY_BYTES);
      case ENDLESS -> Faults.endless();
      case HUGE_LENGTH -> Faults.hugeLength();
      case WRONG_SHAPE -> Faults.wrongShape();
      case STALE_CERTIFICATE -> Faults.body(forger.older(Duration.ofMinutes(6)));
      case OTHER_CANISTERS_CERTIFICATE -> Faults.replyOf(proxy, other);
      case WRONG_SIGNATURE -> Faults.body(forger.wronglySigned());
    };
  }

  /** Whether it is everybody's. */
  boolean isNetworkWide() {
    return this == CONNECTION_REFUSED || this == CONNECT_TIMEOUT;
  }

  /** Whether only a time-out tells. */
  boolean isSlow() {
    return switch (this) {
      case CONNECT_TIMEOUT, ANSWER_TIMEOUT, ANSWER_LOST, OTHER_CANISTERS_CERTIFICATE -> true;
      default -> false;
    };
  }
}
