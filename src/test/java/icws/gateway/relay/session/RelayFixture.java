package icws.gateway.relay.session;

import icws.Variant;
import icws.gateway.log.SampledLog;
import icws.gateway.ops.EventCounters;
import icws.gateway.ops.EventLog;
import icws.gateway.relay.CanisterAdmission;
import icws.gateway.relay.ClosingSettings;
import icws.gateway.relay.Destination;
import icws.gateway.relay.EventObservers;
import icws.gateway.relay.ManualScheduler;
import icws.gateway.relay.PollInterval;
import icws.gateway.relay.RelayContext;
import icws.gateway.relay.RelaySettings;
import icws.gateway.relay.RetryPolicy;
import icws.gateway.relay.Timers;
import icws.gateway.relay.call.Circuits;
import icws.gateway.relay.channel.CanisterRegistry;
import icws.gateway.relay.closing.FakeRecord;
import icws.gateway.relay.closing.OpenClientTable;
import icws.gateway.relay.closing.SessionEntry;
import icws.gateway.relay.closing.SessionRecord;
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
import java.util.function.Function;
import java.util.stream.Stream;

/** A whole relay for the PoC protocol, between fake sockets and fake canisters. */
public final class RelayFixture {

  public static final WireProtocol PROTOCOL = new PocProtocol();
  public static final Principal CANISTER = Principal.of(Bytes.ofHex("00000000000000010101"));
  public static final Principal OTHER_CANISTER = Principal.of(Bytes.ofHex("00000000000000020101"));
  static final Duration FIRST_FRAME_TIMEOUT = Duration.ofSeconds(10);
  public static final PollInterval PACE =
      new PollInterval(Duration.ofMillis(100), Duration.ofSeconds(2), 2);
  public static final RetryPolicy BACKOFF =
      new RetryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofSeconds(15));

  /** How many tries the patience is good for: at 0, 1, 3, 7 and 15 seconds. */
  public static final int TRIES = 5;

  public static final ClosingSettings CLOSINGS =
      new ClosingSettings(1_000, 128, Duration.ofHours(1));
  public static final Duration COOLDOWN = Duration.ofSeconds(10);
  static final int INBOX_FRAMES = 4;

  public static final RelaySettings SETTINGS =
      Variant.of(RelaySettings.defaults())
          .with(RelaySettings::firstFrameTimeout, FIRST_FRAME_TIMEOUT)
          .with(RelaySettings::inboxFrames, INBOX_FRAMES)
          .with(RelaySettings::inboxBytes, 1L << 20)
          .with(RelaySettings::inboxTotalBytes, 1L << 20)
          .with(RelaySettings::pollInterval, PACE)
          .with(RelaySettings::retryPolicy, BACKOFF)
          .with(RelaySettings::closings, CLOSINGS)
          .with(RelaySettings::circuitCooldown, COOLDOWN)
          .made();

  public final ManualScheduler scheduler = new ManualScheduler();
  public final EventCounters statistics = new EventCounters();
  public final Map<Principal, FakeCanister> network = new ConcurrentHashMap<>();
  public final FakeRecord record = new FakeRecord();
  final RelayContext context;
  final AddressLanes lanes;
  public final CanisterRegistry canisters;
  public final OpenClientTable openClients;
  public final Circuits circuits;
  public final SessionRegistry sessions;

  public RelayFixture() {
    this(CanisterAdmission.usual());
  }

  public RelayFixture(CanisterAdmission admission) {
    this(admission, FreeLanes::of, Runnable::run);
  }

  /** With others to do what takes long. */
  static RelayFixture with(Executor blockingCalls) {
    return new RelayFixture(CanisterAdmission.usual(), FreeLanes::of, blockingCalls);
  }

  RelayFixture(CanisterAdmission admission, Function<Timers, AddressLanes> lanes) {
    this(admission, lanes, Runnable::run);
  }

  private RelayFixture(
      CanisterAdmission admission, Function<Timers, AddressLanes> lanes, Executor blockingCalls) {
    Timers timers = new Timers(scheduler, scheduler::nanoTime, scheduler.clock(), () -> 1.0);
    context =
        new RelayContext(
            Variant.of(SETTINGS).with(RelaySettings::canisters, admission).made(),
            timers,
            EventObservers.of(statistics, new EventLog(new SampledLog(scheduler::nanoTime))),
            blockingCalls);
    this.lanes = lanes.apply(timers);
    Relay whole = new Relay(place -> canister(place.canister()), record, this.lanes, context);
    canisters = whole.canisters();
    openClients = whole.openClients();
    circuits = whole.circuits();
    sessions = whole.sessions();
  }

  public FakeCanister canister(Principal id) {
    return network.computeIfAbsent(id, FakeCanister::new);
  }

  public FakeCanister canister() {
    return canister(CANISTER);
  }

  /** Clients that an earlier run left open. */
  public void adopt(SessionEntry... leftBehind) {
    for (SessionEntry entry : leftBehind) {
      record.enter(entry).join();
    }
    openClients.adopt(
        Stream.of(leftBehind).map(entry -> new SessionRecord.LeftBehind(entry, null)).toList());
  }

  /** A client with a socket that has just opened. */
  public Client connect(long id) {
    return connect(CANISTER, id);
  }

  public Client connect(Principal canister, long id) {
    FakeSocket socket = new FakeSocket();
    return new Client(canister, id, socket, sessions.connect(PROTOCOL, socket));
  }

  /** A client that has sent its first frame. */
  public Client open(long id) {
    Client client = connect(id);
    client.open();
    return client;
  }

  /** One client's end of things. */
  public record Client(Principal canister, long id, FakeSocket socket, ClientSession session) {

    public void open() {
      session.receive(PocFrames.opening(canister.toString(), id));
    }

    public void send(String text) {
      session.receive(PocFrames.message(id, 0, text));
    }

    public Destination destination() {
      return new Destination(PROTOCOL, canister);
    }

    public ClientKey key() {
      return new ClientKey.Numbered(id);
    }

    public boolean hasEnded() {
      return session.ended().isDone();
    }
  }
}
