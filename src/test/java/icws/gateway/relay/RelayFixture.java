package icws.gateway.relay;

import icws.gateway.log.SampledLog;
import icws.gateway.wire.ClientKey;
import icws.gateway.wire.WireProtocol;
import icws.gateway.wire.poc.PocFrames;
import icws.gateway.wire.poc.PocProtocol;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** A whole relay for the PoC protocol, between fake sockets and fake canisters. */
final class RelayFixture {

  static final WireProtocol PROTOCOL = new PocProtocol();
  static final Principal CANISTER = Principal.of(Bytes.ofHex("00000000000000010101"));
  static final Principal OTHER_CANISTER = Principal.of(Bytes.ofHex("00000000000000020101"));
  static final Duration FIRST_FRAME_TIMEOUT = Duration.ofSeconds(10);
  static final PollInterval PACE =
      new PollInterval(Duration.ofMillis(100), Duration.ofSeconds(2), 2);
  static final RetryPolicy BACKOFF =
      new RetryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofSeconds(15));

  /** How many tries the patience is good for: at 0, 1, 3, 7 and 15 seconds. */
  static final int TRIES = 5;

  static final ClosingSettings CLOSINGS = new ClosingSettings(1_000, 128, Duration.ofHours(1));
  static final Duration COOLDOWN = Duration.ofSeconds(10);
  static final int INBOX_FRAMES = 4;

  final ManualScheduler scheduler = new ManualScheduler();
  final RelayStatistics statistics = new RelayStatistics();
  final Map<Principal, FakeCanister> network = new ConcurrentHashMap<>();
  final FakeRecord record = new FakeRecord();
  final RelayContext context;
  final AddressLanes lanes;
  final CanisterRegistry canisters;
  final OpenClientTable openClients;
  final Circuits circuits;
  final SessionRegistry sessions;

  RelayFixture() {
    this(CanisterAdmission.usual());
  }

  RelayFixture(CanisterAdmission admission) {
    this(admission, FreeLanes::of, Runnable::run);
  }

  /** With others to do what takes long. */
  static RelayFixture with(Executor blockingCalls) {
    return new RelayFixture(CanisterAdmission.usual(), FreeLanes::of, blockingCalls);
  }

  RelayFixture(
      CanisterAdmission admission, BiFunction<Timers, RelayStatistics, AddressLanes> lanes) {
    this(admission, lanes, Runnable::run);
  }

  private RelayFixture(
      CanisterAdmission admission,
      BiFunction<Timers, RelayStatistics, AddressLanes> lanes,
      Executor blockingCalls) {
    Timers timers = new Timers(scheduler, scheduler::nanoTime, scheduler.clock(), () -> 1.0);
    context =
        new RelayContext(
            new RelaySettings(
                FIRST_FRAME_TIMEOUT,
                INBOX_FRAMES,
                1 << 20,
                1 << 20,
                admission,
                PACE,
                BACKOFF,
                CLOSINGS,
                COOLDOWN),
            timers,
            statistics,
            new SampledLog(scheduler::nanoTime),
            blockingCalls);
    this.lanes = lanes.apply(timers, statistics);
    Relay whole = new Relay(place -> canister(place.canister()), record, this.lanes, context);
    canisters = whole.canisters();
    openClients = whole.openClients();
    circuits = whole.circuits();
    sessions = whole.sessions();
  }

  FakeCanister canister(Principal id) {
    return network.computeIfAbsent(id, FakeCanister::new);
  }

  FakeCanister canister() {
    return canister(CANISTER);
  }

  /** Clients that an earlier run left open. */
  void adopt(SessionEntry... leftBehind) {
    for (SessionEntry entry : leftBehind) {
      record.enter(entry).join();
    }
    openClients.adopt(
        Stream.of(leftBehind).map(entry -> new SessionRecord.LeftBehind(entry, null)).toList());
  }

  /** A client with a socket that has just opened. */
  Client connect(long id) {
    return connect(CANISTER, id);
  }

  Client connect(Principal canister, long id) {
    FakeSocket socket = new FakeSocket();
    return new Client(canister, id, socket, sessions.connect(PROTOCOL, socket));
  }

  /** A client that has sent its first frame. */
  Client open(long id) {
    Client client = connect(id);
    client.open();
    return client;
  }

  /** One client's end of things. */
  record Client(Principal canister, long id, FakeSocket socket, ClientSession session) {

    void open() {
      session.receive(PocFrames.opening(canister.toString(), id));
    }

    void send(String text) {
      session.receive(PocFrames.message(id, 0, text));
    }

    Destination destination() {
      return new Destination(PROTOCOL, canister);
    }

    ClientKey key() {
      return new ClientKey.Numbered(id);
    }

    boolean hasEnded() {
      return session.ended().isDone();
    }
  }
}
