package icws.gateway.ops;

import icws.gateway.edge.Connections;
import icws.gateway.relay.Faults;
import icws.gateway.relay.Limit;
import icws.gateway.relay.Traffic;
import icws.gateway.relay.call.Circuits;
import icws.gateway.relay.channel.CanisterRegistry;
import icws.gateway.relay.closing.OpenClientTable;
import icws.gateway.relay.closing.SessionRecord;
import icws.gateway.relay.session.SessionRegistry;
import icws.gateway.wire.CloseReason;
import icws.ic.agent.HttpTransport;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * The gateway's numbers as MicroProfile metrics, all named {@code icws_...}, read when asked for.
 */
@ApplicationScoped
public class GatewayMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  @Inject private MetricRegistry registry;
  @Inject private Connections connections;
  @Inject private SessionRegistry sessions;
  @Inject private CanisterRegistry canisters;
  @Inject private Circuits circuits;
  @Inject private OpenClientTable openClients;
  @Inject private SessionRecord record;
  @Inject private HttpTransport http;
  @Inject private EventCounters counters;
  @Inject private Faults faults;

  /**
   * Ordering: the container fails a deployment whose observers throw; it can do without numbers.
   */
  void register(@Observes @Initialized(ApplicationScoped.class) Object start) {
    faults.contain("Registering metrics", this::registerAll);
  }

  private void registerAll() {
    gauge("icws_faults", "Faults of the gateway's own that were caught", faults, Faults::count);
    gauge(
        "icws_sockets",
        "Sockets, from the upgrade to the end of the connection",
        connections,
        Connections::size);
    gauge(
        "icws_unfinished_bytes",
        "Memory of messages from clients that have begun and not ended",
        connections,
        Connections::unfinishedBytes);
    gauge(
        "icws_addresses",
        "Client addresses with open sockets",
        connections,
        Connections::addresses);
    gauge(
        "icws_sessions",
        "Sessions, those included whose canister is still being told of their end",
        sessions,
        SessionRegistry::size);
    gauge("icws_canisters", "Canisters that have clients here", canisters, CanisterRegistry::size);
    gauge("icws_frames_in", "Frames from clients", sessions.traffic(), Traffic::framesIn);
    gauge("icws_bytes_in", "Bytes in frames from clients", sessions.traffic(), Traffic::bytesIn);
    gauge("icws_frames_out", "Frames to clients", sessions.traffic(), Traffic::framesOut);
    gauge("icws_bytes_out", "Bytes in frames to clients", sessions.traffic(), Traffic::bytesOut);
    gauge(
        "icws_inbox_bytes",
        "Bytes of messages that wait for their canisters, of all clients",
        sessions,
        SessionRegistry::inboxBytes);
    gauge(
        "icws_outbox_bytes",
        "Bytes of frames that wait for their clients to read them, of all clients",
        connections,
        Connections::outboxBytes);
    gauge(
        "icws_outbox_memory_bytes",
        "What they take of icws.limits.outbox-total-bytes, copies of what is leaving included",
        connections,
        Connections::outboxMemoryBytes);
    gauge("icws_polls", "Polls of canisters", counters, EventCounters::polls);
    gauge("icws_poll_failures", "Polls that failed", counters, EventCounters::pollFailures);
    gauge(
        "icws_queue_restarts",
        "Queues of canisters that started again",
        counters,
        EventCounters::queueRestarts);
    gauge("icws_queue_gaps", "Gaps in queues of canisters", counters, EventCounters::queueGaps);
    gauge(
        "icws_sessions_connected",
        "Sockets since the start",
        counters,
        EventCounters::sessionsConnected);
    gauge(
        "icws_sessions_opened",
        "Sessions a canister accepted",
        counters,
        EventCounters::sessionsOpened);
    registerProcessors();
    registerRequests();
    registerRecord();
    registerCircuits();
    registerLimits();
    registerEnds();
  }

  private void registerProcessors() {
    gauge(
        "icws_processor_seconds",
        "Processor time that frames from clients have taken, reading and verifying",
        sessions,
        all -> all.processorNanos() / NANOS_PER_SECOND);
    gauge(
        "icws_sessions_waiting",
        "Sessions whose frames wait for their turn on a processor",
        sessions,
        SessionRegistry::waiting);
    for (boolean quick : new boolean[] {true, false}) {
      gauge(
          "icws_signatures_verified",
          "Signatures of clients that were verified, by whether that is quick",
          counters,
          numbers -> numbers.signaturesVerified(quick),
          new Tag("quick", Boolean.toString(quick)));
    }
  }

  private void registerRequests() {
    gauge("icws_requests", "Requests on their way to the network", http, HttpTransport::inFlight);
    gauge(
        "icws_requests_waiting",
        "Requests to the network that wait for their turn",
        http,
        HttpTransport::waiting);
    gauge(
        "icws_requests_sent",
        "Requests that have gone to the network",
        http,
        HttpTransport::departed);
    gauge(
        "icws_requests_delayed",
        "Requests that waited because of the number that may go out in a second",
        http,
        HttpTransport::delayed);
    gauge(
        "icws_requests_refused",
        "Requests to the network that found no room to wait, to be made again",
        http,
        HttpTransport::refused);
  }

  private void registerRecord() {
    gauge(
        "icws_record_entries",
        "Entries in the record of sessions that may be open at their canisters",
        record,
        SessionRecord::size);
    gauge(
        "icws_record_failures",
        "How often the record of sessions could not be read or written",
        record,
        SessionRecord::failures);
    gauge(
        "icws_record_writable",
        "1 while the record of sessions can be written, else 0",
        record,
        book -> book.isWritable() ? 1 : 0);
    gauge(
        "icws_orphans",
        "Clients without a session whose canisters do not know yet that they have gone",
        openClients,
        OpenClientTable::orphans);
    gauge(
        "icws_closings",
        "Clients that have left and whose canisters do not know it yet, orphans included",
        openClients,
        OpenClientTable::closings);
    gauge(
        "icws_orphans_given_up",
        "Orphans whose canisters have not been told for as long as that is tried",
        counters,
        EventCounters::orphansGivenUp);
  }

  private void registerCircuits() {
    gauge(
        "icws_canisters_in_trouble",
        "Canisters that fail at present, those included whose circuit is open",
        circuits,
        Circuits::inTrouble);
    gauge(
        "icws_circuits_open",
        "Canisters that have failed for too long: their clients are told to try again later",
        circuits,
        Circuits::open);
    gauge(
        "icws_circuits_opened",
        "How often a circuit has opened",
        counters,
        EventCounters::circuitsOpened);
    gauge(
        "icws_circuit_refusals",
        "Openings that were refused because the circuit of their canister was open",
        counters,
        EventCounters::circuitRefusals);
  }

  private void registerLimits() {
    for (Limit limit : Limit.values()) {
      gauge(
          "icws_limits_reached",
          "Clients that were turned away or closed, by the limit that they came to",
          counters,
          numbers -> numbers.limitsReached(limit),
          new Tag("limit", limit.name().toLowerCase(Locale.ROOT)));
    }
  }

  private void registerEnds() {
    for (CloseReason reason : CloseReason.values()) {
      gauge(
          "icws_sessions_closed",
          "Sessions that ended, by reason",
          counters,
          numbers -> numbers.sessionsClosed(reason),
          new Tag("reason", reason.name().toLowerCase(Locale.ROOT)));
    }
  }

  private <T> void gauge(
      String name, String description, T source, ToDoubleFunction<T> value, Tag... tags) {
    registry.gauge(
        Metadata.builder().withName(name).withDescription(description).build(),
        source,
        asked -> number(asked, value),
        tags);
  }

  /** One number that cannot be had does not cost the others. */
  private <T> double number(T source, ToDoubleFunction<T> value) {
    try {
      return value.applyAsDouble(source);
    } catch (Throwable fault) {
      faults.report("A metric", fault);
      return Double.NaN;
    }
  }
}
