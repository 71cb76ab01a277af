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
  WRONG_SIGNATURE,
  NO_SUCH_CANISTER,
  NO_SUCH_CANISTER_WITHOUT_CODE,
  NO_SUCH_CANISTER_AT_THE_BOUNDARY,
  NO_SUCH_METHOD,
  NO_SUCH_METHOD_AS_OF_OLD,
  NO_MODULE,
  REJECTED,
  TRAPPED,
  /** The same, but what was asked for was done. */
  TRAPPED_IT_SAYS,
  STOPPED,
  OTHER_TYPES,
  HTTP_301,
  HTTP_400,
  HTTP_404,
  HTTP_421;

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

  /** Strikes a single request. */
  void strikeOnce(FaultProxy proxy, Predicate<ProxiedRequest> which, Principal other) {
    proxy.inject(which, Faults.once(fault(proxy, other)));
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
      case HTTP_301, HTTP_400, HTTP_404, HTTP_421, HTTP_429, HTTP_500, HTTP_503 ->
          Faults.status(Integer.parseInt(name().substring("HTTP_".length())));
      case NO_SUCH_CANISTER -> Faults.rejection(3, "IC0301");
      case NO_SUCH_CANISTER_WITHOUT_CODE -> Faults.rejection(3, "");
      case NO_SUCH_CANISTER_AT_THE_BOUNDARY -> Faults.notFound();
      case NO_SUCH_METHOD -> Faults.rejection(5, "IC0536");
      case NO_SUCH_METHOD_AS_OF_OLD -> Faults.rejection(3, "IC0302");
      case NO_MODULE -> Faults.rejection(5, "IC0537");
      case REJECTED -> Faults.rejection(4, "IC0406");
      case TRAPPED -> Faults.rejection(5, "IC0503");
      case TRAPPED_IT_SAYS -> Faults.rejectionAfterwards(5, "IC0503");
      case STOPPED -> Faults.rejection(5, "IC0508");
      case OTHER_TYPES -> Faults.otherTypes();
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

  /** Whether it is a no that the client itself may have provoked. */
  boolean isUnconfirmedNo() {
    return switch (this) {
      case NO_SUCH_CANISTER,
          NO_SUCH_CANISTER_WITHOUT_CODE,
          NO_SUCH_CANISTER_AT_THE_BOUNDARY,
          NO_SUCH_METHOD,
          NO_SUCH_METHOD_AS_OF_OLD,
          NO_MODULE,
          REJECTED,
          TRAPPED,
          TRAPPED_IT_SAYS,
          HTTP_400 ->
          true;
      default -> false;
    };
  }

  /** Whether only a time-out tells. */
  boolean isSlow() {
    return switch (this) {
      case CONNECT_TIMEOUT, ANSWER_TIMEOUT, ANSWER_LOST, OTHER_CANISTERS_CERTIFICATE -> true;
      default -> false;
    };
  }
}
